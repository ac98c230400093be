from madoguchi.core.refusals import Refusal


class NoPdfHere(Refusal):
    message = "この機械ではPDFを作れません（Pangoがありません）。HTMLを選び、開いて印刷してください。"


class NotAsIssued(Refusal):
    message = "この版の内容が、確定したときと違います。渡さずに、システムの管理者に知らせてください。"
