"""The gallery's entries of the menu: seen by nobody but the gallery's own invented person."""

from madoguchi.web.frame.navigation import NavItem, register

RIGHT = "gallery.view"
PAGES = (("部品の見本", "staff"), ("確認画面の見本", "confirm"), ("検索の見本", "people"), ("図の見本", "charts"))


def register_gallery() -> None:
    for order, (label, name) in enumerate(PAGES, start=990):
        register(NavItem(label, f"gallery:{name}", RIGHT, order, group="見本"))
