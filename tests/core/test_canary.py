"""No second key is made beside what another one sealed."""

import pytest

from wanjia.core.encryption.canary import keep
from wanjia.core.encryption.fields import KEY_FILE, sealing_key
from wanjia.core.models import SealCanary
from wanjia.core.problems import Problem


@pytest.mark.both
@pytest.mark.django_db
def test_a_lost_key_is_not_replaced_where_something_is_sealed(tmp_path, monkeypatch, settings):
    keep()
    assert SealCanary.objects.exists()
    settings.DATA = tmp_path
    monkeypatch.delenv("WANJIA_SEAL", raising=False)
    with pytest.raises(Problem) as refused:
        sealing_key(tmp_path)
    assert refused.value.code == "kernel.seal_lost"
    assert not (tmp_path / KEY_FILE).exists()
