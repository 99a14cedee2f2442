"""The manifests are what Kubernetes takes, and what the program is told in them exists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import kubernetes_validate
import pytest
import yaml

from digest.config import load_definitions
from digest.model.job import Pool

if TYPE_CHECKING:
    from pathlib import Path

VERSION = "1.30"
"""The oldest Kubernetes that the manifests are for."""


def manifests(root: Path) -> dict[str, dict[str, Any]]:
    """Return every object of the manifests by kind and name."""
    paths = sorted((root / "deploy" / "kubernetes").glob("*.yaml"))
    found = [one for path in paths for one in yaml.safe_load_all(path.read_text())]
    return {f"{one['kind']}/{one.get('metadata', {}).get('name')}": one for one in found}


def containers(root: Path) -> dict[str, dict[str, Any]]:
    """Return every container by name."""
    pods = [m["spec"]["template"]["spec"] for m in manifests(root).values() if _has_pods(m)]
    return {c["name"]: c for pod in pods for c in pod["containers"]}


def _has_pods(manifest: dict[str, Any]) -> bool:
    return "template" in manifest.get("spec", {})


def test_each_manifest_is_what_its_schema_asks(root: Path) -> None:
    """Strictly: a key that Kubernetes does not know is a mistake."""
    every = manifests(root)
    checked = [one for name, one in every.items() if not name.startswith("Kustomization")]
    assert len(checked) >= 9
    for one in checked:
        kubernetes_validate.validate(one, VERSION, strict=True)


def test_a_wrong_manifest_is_found(root: Path) -> None:
    """The check can fail."""
    one = manifests(root)["Deployment/digest-web"]
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(
            {**one, "spec": {**one["spec"], "replica": 1}}, VERSION, strict=True
        )


def test_every_queue_has_workers(root: Path) -> None:
    """Those of all pools, and the public one."""
    told = [c["args"] for c in containers(root).values() if "--queues" in c["args"]]
    queues = {q for args in told for q in args[args.index("--queues") + 1].split(",")}
    assert queues == {"celery", *(pool.value for pool in Pool)}


def test_no_container_may_do_more_than_it_needs(root: Path) -> None:
    """No root, no capabilities, nothing to write but its home and /tmp."""
    for container in containers(root).values():
        security = container["securityContext"]
        assert security["readOnlyRootFilesystem"]
        assert security["capabilities"] == {"drop": ["ALL"]}
        assert not security["allowPrivilegeEscalation"]


def test_the_settings_are_the_programs_own(root: Path) -> None:
    """Every variable is documented, and the definitions are read."""
    page = (root / "docs" / "service.md").read_text()
    every = manifests(root)
    told = {**every["ConfigMap/digest-settings"]["data"]}
    told |= every["Secret/digest-secrets"]["stringData"]
    names = [name for name in told if re.match("DIGEST_|AWS_", name)]
    assert [name for name in names if f"`{name}`" not in page] == []
    assert load_definitions(root / "deploy" / "kubernetes" / "digest.toml").digests
