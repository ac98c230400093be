"""Administering staff, and the doors for them."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
