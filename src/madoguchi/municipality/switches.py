"""The switch matrix: what a body has asked for, refused or not asked (requirements, part (a)).

Beside each switch: what it does, who asked, and the words that no page shows while it is off.
"""

from typing import Annotated

from pydantic import Field

from madoguchi.core.preset import NotReadYet, ReadBy, Section
from madoguchi.municipality.parts import Switch


class Switches(Section):
    own_reservations: Annotated[
        bool,
        ReadBy("madoguchi.booking.capacity.queries:takes_bookings"),
        Switch("Madoguchi で予約を受け付けます。", "001 §7; 003 第2-2(2)オ", ("予約する", "予約の確認")),
    ] = Field(title="予約の受付")
    external_reservations: Annotated[
        bool,
        ReadBy("madoguchi.booking.external.queries:keeps_external_records"),
        Switch(
            "市の予約システムを使い、受付番号・日時・結果だけを記録します。",
            "003 第2-2(2)オ (STF-15)",
            ("外部の予約システム", "市の予約システム"),
        ),
    ] = Field(title="市の予約システムの利用")
    family_booking: Annotated[
        bool,
        ReadBy("madoguchi.booking.actions:make_booking"),
        Switch(
            "代表者が家族などの分をまとめて予約し、あとから追加できます。",
            "001 §7(4)カ; 000 Q21, Q40",
            ("家族の分", "家族を追加"),
        ),
    ] = Field(title="家族の同時予約")
    waiting_list: Annotated[
        bool,
        NotReadYet("booking"),
        Switch("満員の枠にキャンセル待ちを受け付けます。", "000 Q37 (不要)", ("キャンセル待ち",)),
    ] = Field(title="キャンセル待ち")
    branch_places: Annotated[
        bool,
        ReadBy("madoguchi.municipality.queries:sites_in_use"),
        Switch("支所にも予約枠を設け、市民が会場を選べるようにします。", "000 Q28", ("支所を選",)),
    ] = Field(title="支所の会場")
    booking_mails: Annotated[
        bool,
        ReadBy("madoguchi.messages.actions:write_message"),
        Switch(
            "予約完了・変更完了・前日のお知らせをメールで送ります。",
            "001 §7(4)コ",
            ("予約完了メール", "前日のお知らせメール"),
        ),
    ] = Field(title="予約のメール")
    web_inquiry_form: Annotated[
        bool,
        ReadBy("madoguchi.contacts.inquiries.queries:takes_inquiries"),
        Switch(
            "ウェブの問合せフォームを設け、応対として受け付けます。",
            "000 Q41 (不要); 002 No.5, No.30",
            ("お問い合わせフォーム", "問合せフォーム"),
        ),
    ] = Field(title="ウェブ問合せフォーム")
    email_inquiries: Annotated[
        bool,
        NotReadYet("contacts"),
        Switch(
            "メールでの問合せを受け付けます。",
            "000 Q10 (不要); 003 第2-2(5)②イ",
            ("メールでのお問い合わせ", "メールで問い合わせ"),
        ),
    ] = Field(title="メール問合せ")
    voicebot: Annotated[
        bool,
        ReadBy("madoguchi.telephony.asterisk.config.queries:plan_now"),
        Switch(
            "自動音声が用件を聞き取ります。", "000 Q31 (不要); 004 §11③(ウ)", ("ボイスボット", "自動音声で受付")
        ),
    ] = Field(title="ボイスボット")
    chatbot: Annotated[
        bool, NotReadYet("assist"), Switch("市民の質問にチャットで答えます。", "004 §15①(キ)", ("チャットボット",))
    ] = Field(title="チャットボット")
    generative_ai_site: Annotated[
        bool,
        NotReadYet("assist"),
        Switch("生成AIによる案内サイトを設けます。", "002 No.5 (対象外)", ("生成AI",)),
    ] = Field(title="生成AI案内サイト")
    call_back_intake: Annotated[
        bool,
        ReadBy("madoguchi.telephony.asterisk.config.queries:plan_now"),
        Switch(
            "混雑時に折り返しの希望を受け付けます。", "000 Q36 (不要)", ("折り返し電話を希望", "折り返しの希望")
        ),
    ] = Field(title="混雑時の折り返し受付")
    agreed_call_backs: Annotated[
        bool,
        ReadBy("madoguchi.contacts.call_backs.queries:are_agreed"),
        Switch("応対で約束した折り返しを管理します。", "002 No.22, No.23 (A-42)", ("折り返しの約束",)),
    ] = Field(title="約束した折り返し")
    end_of_service_announcement: Annotated[
        bool,
        ReadBy("madoguchi.calls.policy.queries:decision_for"),
        Switch("業務終了後に終了の案内を流します。", "000 Q14 (不要)", ("業務終了の案内",)),
    ] = Field(title="業務終了の音声案内")
    reception_link: Annotated[
        bool,
        NotReadYet("booking"),
        Switch(
            "LINE や市の受付システムとつなぎます。",
            "000 Q30 (不要)",
            ("LINEで予約", "LINE予約", "受付システム連携"),
        ),
    ] = Field(title="LINE・受付システムとの連携")
    client_terminals: Annotated[
        bool,
        ReadBy("madoguchi.municipality.equipment.queries:lends_terminals"),
        Switch(
            "履歴を見るための端末を受託者が市へ用意します。",
            "000 Q8 (不要); 003 第2-2(4)セ (A-12)",
            ("閲覧用端末",),
        ),
    ] = Field(title="市の閲覧用端末")
    soft_phone: Annotated[
        bool,
        ReadBy("madoguchi.calls.agents.queries:devices_offered"),
        Switch("ブラウザーの電話を使います。", "002 No.40 (案では不可)", ("ブラウザー電話", "ソフトフォン")),
    ] = Field(title="ソフトフォン")
    shared_operators: Annotated[
        bool,
        NotReadYet("workforce"),
        Switch(
            "ほかの業務との兼務を認めます。",
            "000 Q12, Q25, Q32 (不可); 003 第2-2(3)ウ; 002 No.45",
            ("他業務と兼務",),
        ),
    ] = Field(title="共用・兼務")
    ai_transcription: Annotated[
        bool, NotReadYet("assist"), Switch("通話を文字に起こします。", "004 §3①(ア)", ("文字起こし",))
    ] = Field(title="AI 文字起こし")
    ai_translation: Annotated[
        bool, NotReadYet("assist"), Switch("通話を同時に翻訳します。", "004 §3①(ア), §3②(カ)", ("同時翻訳",))
    ] = Field(title="AI 翻訳")
    ai_summary: Annotated[
        bool, NotReadYet("assist"), Switch("応対の要約の下書きを作ります。", "004 §3①(ア)", ("要約の下書き",))
    ] = Field(title="AI 要約")
    ai_quality: Annotated[
        bool, NotReadYet("assist"), Switch("応対の品質を分析します。", "004 §3①(ア), §2⑤", ("品質分析",))
    ] = Field(title="AI 品質分析")
    ai_alerts: Annotated[
        bool,
        NotReadYet("alerts"),
        Switch("困っている通話を管理者に知らせます。", "004 §3①(ア)", ("通話アラート",)),
    ] = Field(title="AI アラート")
    public_faq: Annotated[
        bool,
        ReadBy("madoguchi.knowledge.public.queries:is_public"),
        Switch("よくある質問を市民に公開します。", "004 §7, §15", ("よくある質問",)),
    ] = Field(title="公開FAQ")
    live_history: Annotated[
        bool,
        ReadBy("madoguchi.contacts.records.queries:contacts_followed_by"),
        Switch("市が応対履歴をリアルタイムで見られます。", "003 第2-2(4)セ", ("応対履歴の閲覧",)),
    ] = Field(title="市による応対履歴の閲覧")
    electronic_form: Annotated[
        bool,
        ReadBy("madoguchi.contacts.escalations.settings:personal_only_by_form"),
        Switch(
            "個人情報を含む引継ぎは、市の電子申請フォームだけで送ります。", "003 第2-2(2)サ", ("電子申請フォーム",)
        ),
    ] = Field(title="電子申請フォームでの引継ぎ")
    cold_transfer: Annotated[
        bool,
        ReadBy("madoguchi.contacts.escalations.settings:content_told_first"),
        Switch(
            "内容を伝えずに電話をつなぎ替えます。",
            "002 No.22 (原則不可); 004 §10",
            ("直接転送", "用件を伝えず転送"),
        ),
    ] = Field(title="内容を伝えない転送")
    call_recording: Annotated[
        bool,
        ReadBy("madoguchi.calls.policy.queries:decision_for"),
        Switch("すべての着信を録音します。", "000 Q15; 002 No.20, No.21; 004 §14①", ("録音を聞く", "通話録音")),
    ] = Field(title="通話の録音")
    multi_base: Annotated[
        bool,
        ReadBy("madoguchi.calls.agents.queries:has_bases"),
        Switch("複数の拠点が同じ待ち行列とデータで働きます。", "004 §5④; 002 No.44", ("第2拠点", "拠点を切り替え")),
    ] = Field(title="複数拠点")
    support_desks: Annotated[
        bool,
        ReadBy("madoguchi.municipality.queries:sites_in_use"),
        Switch(
            "申請サポート窓口、出張申請受付、運行記録を扱います。",
            "003 第2-1",
            ("申請サポート窓口", "出張申請", "運行記録"),
        ),
    ] = Field(title="申請サポート窓口・出張")
    desk_report_check: Annotated[
        bool,
        ReadBy("madoguchi.reports.queries:must_be_checked_for_personal_data"),
        Switch(
            "窓口の日報に個人情報がないことを確かめてから提出します。", "003 第2-1(12)", ("日報の個人情報確認",)
        ),
    ] = Field(title="日報の個人情報確認")
