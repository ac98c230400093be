"""How scripts and manuals appear in the history."""

from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind
from madoguchi.knowledge.documents.rules import KIND_LABELS

DOCUMENT = "document"
WORDS = {kind.value: label for kind, label in KIND_LABELS.items()}


def register() -> None:
    registry.register_object(
        ObjectKind(
            DOCUMENT, label="スクリプト・マニュアル", viewable_with="manuals.view", link="knowledge:document"
        )
    )
    registry.register_events(
        {
            "document.made": "スクリプト・マニュアルを作りました",
            "document.changed": "スクリプト・マニュアルの登録内容を変えました",
            "document.drafted": "スクリプト・マニュアルの下書きを保存しました",
            "document.file_added": "スクリプト・マニュアルにファイルを付けました",
            "document.file_removed": "スクリプト・マニュアルのファイルを外しました",
            "document.handed_in": "スクリプト・マニュアルを市の確認に出しました",
            "document.sent_back": "スクリプト・マニュアルを書き手に戻しました",
            "document.approved": "スクリプト・マニュアルを承認しました",
            "document.retired": "スクリプト・マニュアルの版を廃止しました",
            "document.file_opened": "スクリプト・マニュアルのファイルを開きました",
            "document.erased": "スクリプト・マニュアルを消しました",
        }
    )
    registry.register_fields(
        {
            "version": "版",
            "valid_from": "使い始める日",
            "file": "ファイル",
            "title": "名称",
            "document_kind": "種類",
        }
    )
    registry.register_words({"document_kind": lambda value: WORDS.get(value, value)})
