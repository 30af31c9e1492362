"""The person's profile: reading it, resetting it, setting the role."""

from __future__ import annotations

from assistant import wording
from assistant.cards import ProfileCard
from assistant.commands._base import Args, Handler, NoArgs
from assistant.commands.plainer import say_again
from assistant.draft import without_always
from assistant.understanding.commands.beginnings import of_simpler
from assistant.visit import Visit
from store.records import Feedback, FeedbackWithdrawal, Role

_ROLE_WORDS = {"data_scientist": "a data scientist", "domain_expert": "a domain expert", "analyst": "an analyst"}
_ROLE_EFFECT = {
    "data_scientist": "I will give you parameters and numbers.",
    "domain_expert": "I will use plain words and ask about consequences, not algorithms.",
    "analyst": "I will show you the SQL behind figures where there is one.",
}


class SetRole(Args):
    """The person's role."""

    role: Role


def _show_profile(visit: Visit, args: NoArgs) -> None:
    profile = visit.services.person_profile(visit.person)
    visit.show(ProfileCard(person=visit.person))
    if not profile.facts:
        visit.say("I know nothing of you yet. Tell me your role, or what you always prefer.")
        return
    role = f"You are {_ROLE_WORDS[profile.role]}. " if profile.role else ""
    visit.say(
        f"{role}I keep {wording.count(len(profile.facts), 'fact')} about you, each with the words I learned it from."
    )


def _reset_profile(visit: Visit, args: NoArgs) -> None:
    from assistant.commands.judge import withdraw

    facts = visit.services.person_profile(visit.person).facts
    taken = {w.feedback_id for w in visit.store.find(FeedbackWithdrawal)}
    for said in visit.store.find(Feedback, person=visit.person):
        if said.id not in taken and any(e.scope == "always" for e in said.understood):
            withdraw(visit, said.id)  # what was learned from it goes with it, in the goal at hand too
    for fact in visit.services.person_profile(visit.person).facts:
        visit.services.learn(visit.person, fact.key, None, visit.text)
    visit.draft = without_always(visit.draft)
    if facts:
        visit.say(f"Your profile is empty again; {wording.count(len(facts), 'fact')} forgotten.")
    else:
        visit.say("There was nothing to forget: I know nothing of you yet.")
    visit.show(ProfileCard(person=visit.person))


def _set_role(visit: Visit, args: SetRole) -> None:
    visit.services.learn(visit.person, "role", args.role, visit.text)
    if args.role == "domain_expert" and of_simpler(visit.text):
        visit.say("I say it in plain words from here on.")
        say_again(visit)
        return
    visit.say(f"Noted, you are {_ROLE_WORDS[args.role]}. {_ROLE_EFFECT[args.role]}")


HANDLERS = (
    Handler("show_profile", "Show what is known of the person.", NoArgs, _show_profile),
    # forgetting is for people only, as everything that takes away
    Handler(
        "reset_profile", "Forget what is known of the person; people only.", NoArgs, _reset_profile, for_models=False
    ),
    Handler("set_role", "Set the person's role.", SetRole, _set_role),
)
