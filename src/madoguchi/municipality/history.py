"""What the history knows of the municipality's settings."""

from madoguchi.core.history import registry
from madoguchi.municipality.departments import history as departments
from madoguchi.municipality.queries import describe_day, describe_setting, procedure_name, site_name

SETTING = "setting"
SITE = "site"
PROCEDURE = "procedure"
OPENING_DAY = "opening_day"
PRESET = "preset"


def register() -> None:
    departments.register()
    for kind, label, describe, link in (
        (SETTING, "設定", describe_setting, "office_settings:key"),
        (SITE, "会場", site_name, "office_settings:site"),
        (PROCEDURE, "手続き", procedure_name, "office_settings:procedure"),
        (OPENING_DAY, "休業日・臨時開設", describe_day, ""),
        (PRESET, "プリセット", None, ""),
    ):
        registry.register_object(
            registry.ObjectKind(kind=kind, label=label, viewable_with="settings.view", describe=describe, link=link)
        )
    registry.register_events(
        {
            "preset.applied": "プリセットを適用しました",
            "preset.exported": "プリセットを書き出しました",
            "setting.changed": "設定を変えました",
            "setting.planned": "設定の変更を予定しました",
            "setting.withdrawn": "設定の変更の予定を取り消しました",
            "site.made": "会場を登録しました",
            "site.changed": "会場を変えました",
            "procedure.made": "手続きを登録しました",
            "procedure.changed": "手続きを変えました",
            "procedure.text_revised": "手続きの案内文を改めました",
            "opening_day.set": "休業日・臨時開設を登録しました",
            "opening_day.withdrawn": "休業日・臨時開設を取り消しました",
        }
    )
    registry.register_fields(
        {
            "value": "値",
            "folder": "プリセット",
            "changes": "変えた数",
            "language": "言語",
            "kind": "種類",
            "address": "所在地",
            "is_active": "使用中",
            "hours": "時間",
            "position": "並び順",
            "needs_national_system": "全国のシステム（J-LIS）を使う",
            "label_ja": "名称（日本語）",
            "label_ja_easy": "名称（やさしい日本語）",
            "label_en": "名称（英語）",
            "bring": "持ち物",
            "notes": "留意事項",
            "warning": "選ぶときのご注意",
            "source": "出典",
            "reviewed_on": "確認日",
            "effective_on": "適用日",
            "note": "メモ",
            "agreed_with": "協議した相手",
            "agreed_on": "協議した日",
        }
    )
