"""The reader's language: Chinese, unless another one is active."""

from django.utils.translation import get_language


def is_chinese(language: str | None = None) -> bool:
    """Whether a language, the active one by default, is Chinese."""
    return (language or get_language() or "zh").startswith("zh")
