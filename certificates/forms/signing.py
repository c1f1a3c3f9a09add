"""What is asked for a signature: which key, and the secret that opens it."""

from collections.abc import Sequence

from django import forms

from ..signing import Source


class SignForm(forms.Form):
    """The choice of a key, where the office has two, and its passphrase or PIN, which is never shown again."""

    source = forms.ChoiceField(label="Ký bằng", widget=forms.RadioSelect)
    secret = forms.CharField(
        label="Mật khẩu",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "off", "class": "input--half"}),
        help_text="Chỉ dùng cho lần ký này. Hệ thống không lưu.",
    )

    def __init__(self, *args, sources: Sequence[Source], **kwargs):
        super().__init__(*args, **kwargs)
        self.sources = {source.kind: source for source in sources}
        if len(self.sources) == 1:
            del self.fields["source"]
            [only] = sources
            self.fields["secret"].label = only.secret_label
        else:
            self.fields["source"].choices = [(kind, source.label) for kind, source in self.sources.items()]
            self.fields["source"].initial = next(iter(self.sources), None)
            self.fields["secret"].label = "Mật khẩu của chứng thư số, hoặc mã PIN của thẻ"

    @property
    def chosen(self) -> Source:
        """The key that was chosen, or the only one."""
        return self.sources[self.cleaned_data.get("source") or next(iter(self.sources))]
