"""The words of our data that are one of a few: what each is called in the language of the screen."""

from django.utils.translation import gettext_lazy as _

from village.core.calendars import NO_BIRTH, OTHER_ENTRY, OVER

# Languages that CLDR does not name, and the two words our data has for none in particular.
OTHER_LANGUAGES = {"rcf": _("créole réunionnais"), "any": _("toutes")}
STATUSES = {
    "verified": _("vérifié à la source"),
    "derived": _("déduit de faits vérifiés"),
    "memory": _("de mémoire, pas encore vérifié"),
    "disputed": _("contesté, pas encore tranché"),
}
WORDING_STATUSES = {
    "original": _("version originale"),
    "validated": _("traduction validée"),
    "not-validated": _("traduction pas encore validée"),
}
PERMISSIONS = {
    "none": _("libre"),
    "citation": _("libre, à condition de citer les auteurs"),
    "registration": _("à demander : inscription"),
    "written": _("à demander par écrit"),
    "unknown": _("inconnue : à demander"),
}
FIGURES = {
    "alpha": _("cohérence interne (alpha)"),
    "omega": _("cohérence interne (oméga)"),
    "retest": _("stabilité d'une fois à l'autre"),
    "mean": _("moyenne"),
    "sd": _("écart-type"),
    "reliable": _("changement plus grand que l'erreur de mesure, en points"),
    "important": _("changement qui compte pour les personnes, en points"),
}
CHANGED = {
    "item": _("question"),
    "scale": _("échelle"),
    "safety": _("règle de sécurité"),
    "words": _("mots"),
    "recall_days": _("période, en jours"),
    "licence": _("licence"),
    "validated": _("validé"),
    "after_birth": _("questions qui attendent la naissance"),
}
ENTRIES = {
    "antenatal": _("arrivée avant la naissance"),
    "postnatal": _("arrivée après la naissance"),
}
BABIES = {False: _("bébé pas encore né"), True: _("bébé déjà né")}
SKIPPED = {
    OTHER_ENTRY: _("prévu pour les parents arrivés de l'autre côté de la naissance"),
    NO_BIRTH: _("compté à partir d'une naissance, et aucune n'est indiquée"),
    OVER: _("déjà passé, compte tenu du repos laissé après l'arrivée"),
}
