"""Documents and readiness left the room of houses, a holder is an organisation: a site of the version before keeps every row."""

import datetime as dt

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from village.documents.models import Document
from village.library.models import Grant
from village.network.models import House, Organisation
from village.readiness.models import SafetyReadiness

NOW = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)
BEFORE = [
    ("documents", None),
    ("readiness", None),
    ("library", "0001_grants_choices_approvals"),
    ("network", "0003_readiness_for_a_parent_in_danger"),
]


def migrated(targets):
    """The models as they were once the database is there."""
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    reached = [target for target in targets if target[1]]
    return MigrationExecutor(connection).loader.project_state(reached).apps


@pytest.fixture
def before(transactional_db):
    """The models of the version before, and a way to come back to today's."""
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    yield migrated(BEFORE)
    migrated(latest)


def test_a_site_that_had_documents_and_ready_houses_keeps_them_all(before):
    lea = before.get_model("network", "User").objects.create(
        email="lea@example.org", name="Léa", created_at=NOW
    )
    holder = before.get_model("network", "Holder").objects.create(
        name="Ville de Lens", kind="commune"
    )
    house = before.get_model("network", "House").objects.create(
        code="lens", name="Lens", holder=holder, commune_code="62498", commune_name="Lens",
        opened_on=NOW.date(),
    )  # fmt: skip
    documents = before.get_model("network", "Document").objects
    proof, protocol = (
        documents.create(
            name=f"{name}.pdf", media_type="application/pdf", content=b"%PDF " + name.encode(),
            content_hash="0" * 64, kept_by=lea, kept_at=NOW,
        )
        for name in ("accord", "protocole")
    )  # fmt: skip
    grant = before.get_model("library", "Grant").objects.create(
        instrument="epds", language="fr", granted_by="RCPsych", granted_on=NOW.date(),
        document=proof, holder=holder, recorded_at=NOW,
    )  # fmt: skip
    ready = before.get_model("network", "SafetyReadiness").objects.create(
        house=house, contact=lea, contact_quality="sage-femme", protocol_file=protocol,
        recorded_by=lea, recorded_at=NOW,
    )  # fmt: skip

    migrated(MigrationExecutor(connection).loader.graph.leaf_nodes())

    kept = Grant.objects.get()
    assert (kept.pk, kept.document_id) == (grant.pk, proof.pk)
    assert (kept.holder_id, kept.holder.name) == (holder.pk, "Ville de Lens")
    assert bytes(kept.document.content) == b"%PDF accord"
    declared = SafetyReadiness.objects.get()
    assert (declared.pk, declared.house.code, declared.contact_id) == (ready.pk, "lens", lea.pk)
    assert bytes(declared.protocol_file.content) == b"%PDF protocole"
    assert Document.objects.count() == 2
    known = set(ContentType.objects.values_list("app_label", "model"))
    assert {
        ("documents", "document"),
        ("readiness", "safetyreadiness"),
        ("network", "organisation"),
    } <= known
    assert not known & {("network", name) for name in ("document", "safetyreadiness", "holder")}


@pytest.mark.parametrize(
    ("name", "before_it", "kind"),
    [
        ("Ville de Lens", "commune", "commune"),
        ("CCAS de Lens", "commune", "ccas"),
        ("Centre intercommunal d'action sociale", "commune", "ccas"),
        ("Agglomération de Lens", "intercommunality", "epci"),
        ("Conseil départemental", "departement", "departement"),
        ("Maternité de Lens", "health", "hospital"),
        ("Les CCASSEURS", "association", "association"),
        ("Un autre", "other", "other"),
    ],
)
def test_each_organisation_keeps_a_kind_that_exists(before, name, before_it, kind):
    before.get_model("network", "Holder").objects.create(name=name, kind=before_it)

    migrated(MigrationExecutor(connection).loader.graph.leaf_nodes())

    assert Organisation.objects.get().kind == kind


@pytest.mark.django_db
def test_the_database_itself_still_holds_them_to_their_documents_and_houses():
    assert foreign_tables(House) == {"network_holder"}
    assert foreign_tables(Grant) >= {"network_document", "network_holder"}
    assert foreign_tables(SafetyReadiness) >= {"network_document", "network_house"}


def foreign_tables(model):
    """The tables that the rows of a model must exist in, says the database."""
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, model._meta.db_table)
    return {found["foreign_key"][0] for found in constraints.values() if found["foreign_key"]}
