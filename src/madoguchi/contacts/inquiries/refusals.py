"""What the form refuses; citizens read it in their language."""

from madoguchi.core.refusals import Refusal


class TooManyInquiries(Refusal):
    message = "この回線からの送信が、しばらくの間に多くなりすぎました。時間をおいてから送るか、お電話ください。"


class WorkFirst(Refusal):
    message = "機械によるいたずらを防ぐために、確かめています。少しお待ちください。"
