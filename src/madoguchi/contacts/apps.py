from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "madoguchi.contacts"
    label = "contacts"

    def ready(self) -> None:
        from madoguchi.contacts import history
        from madoguchi.contacts.escalations import history as escalations
        from madoguchi.contacts.export import history as export
        from madoguchi.contacts.finding import searchable
        from madoguchi.contacts.improvement import history as improvement
        from madoguchi.contacts.inquiries import history as inquiries
        from madoguchi.contacts.marks import history as marks
        from madoguchi.contacts.tagging import history as tagging
        from madoguchi.contacts.takeover import history as takeover
        from madoguchi.contacts.third_parties import history as third_parties

        history.register()
        escalations.register()
        export.register()
        searchable.register()
        improvement.register()
        inquiries.register()
        marks.register()
        tagging.register()
        takeover.register()
        third_parties.register()
