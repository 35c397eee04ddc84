"""URLs, made of what people cite: /reports/tip-2024-kosovo/recommendations/3/."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("tracker.views.urls")),
]
