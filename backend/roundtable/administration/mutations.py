"""What administrators do with the directory, as the schema shows it."""

from datetime import datetime
from uuid import UUID

import strawberry
from strawberry import ID

from roundtable.administration import agencies, logins, posts
from roundtable.administration.graphql import LoginType
from roundtable.agencies.graphql import AgencyNode, MembershipType
from roundtable.agencies.models import AgencyType
from roundtable.context import Asked
from roundtable.core.actor import Role
from roundtable.reader.types import Input, Payload, mutation_id


@strawberry.input(description="An agency to take into the directory.")
class AddAgencyInput:
    client_mutation_id: UUID = mutation_id()
    name: str = strawberry.field(description="What it is called, up to 200 characters.")
    type: AgencyType = strawberry.field(description="What kind of body it is.")
    county: str | None = strawberry.field(default=None, description="Where it works; the whole country if left out.")


@strawberry.input(description="What an agency is called from now on.")
class ChangeAgencyInput:
    client_mutation_id: UUID = mutation_id()
    agency_id: ID = strawberry.field(description="The agency.")
    name: str = strawberry.field(description="What it is called, up to 200 characters.")
    county: str | None = strawberry.field(default=None, description="Where it works; the whole country if left out.")


@strawberry.input(description="An agency to let rest.")
class RestAgencyInput:
    client_mutation_id: UUID = mutation_id()
    agency_id: ID = strawberry.field(description="The agency.")


@strawberry.input(description="An agency to take up again.")
class ResumeAgencyInput:
    client_mutation_id: UUID = mutation_id()
    agency_id: ID = strawberry.field(description="The agency.")


@strawberry.input(description="A practitioner to take into the directory, with a first post.")
class AddPractitionerInput:
    client_mutation_id: UUID = mutation_id()
    full_name: str = strawberry.field(description="Given and family name, up to 200 characters.")
    agency_id: ID = strawberry.field(description="Where the post is.")
    role: Role = strawberry.field(description="What it is for.")
    title: str | None = strawberry.field(default=None, description="What the agency calls it, up to 120 characters.")
    starts_at: datetime | None = strawberry.field(default=None, description="When it begins; now if left out.")
    ends_at: datetime | None = strawberry.field(default=None, description="When it ends, if that is set.")
    namesake: bool = strawberry.field(
        default=False, description="Somebody of this name is at the agency already, and this is another."
    )


@strawberry.input(description="One more post for a practitioner.")
class AddPostInput:
    client_mutation_id: UUID = mutation_id()
    practitioner_id: ID = strawberry.field(description="The practitioner: not oneself.")
    agency_id: ID = strawberry.field(description="Where the post is.")
    role: Role = strawberry.field(description="What it is for.")
    title: str | None = strawberry.field(default=None, description="What the agency calls it, up to 120 characters.")
    starts_at: datetime | None = strawberry.field(default=None, description="When it begins; now if left out.")
    ends_at: datetime | None = strawberry.field(default=None, description="When it ends, if that is set.")


@strawberry.input(description="Where letters to a post go from now on.")
class ChangePostAddressInput:
    client_mutation_id: UUID = mutation_id()
    membership_id: ID = strawberry.field(description="The post: a practitioner's.")
    email: str | None = strawberry.field(default=None, description="The work address; nowhere if left out.")


@strawberry.input(description="A post to end, a practitioner's or a script's.")
class EndPostInput:
    client_mutation_id: UUID = mutation_id()
    membership_id: ID = strawberry.field(description="The post.")
    ends_at: datetime | None = strawberry.field(
        default=None,
        description="When, and no later than it would have. Left out: now, or as it begins if it has not begun.",
    )


@strawberry.input(description="A script to give a post to, and the client that may act by it.")
class AddServiceAccountInput:
    client_mutation_id: UUID = mutation_id()
    name: str = strawberry.field(description="What the script is called, up to 200 characters.")
    agency_id: ID = strawberry.field(description="The agency it acts for.")
    client_id: str = strawberry.field(description="Its client id at the identity provider.")
    subject: str | None = strawberry.field(
        default=None, description="What its tokens have as `sub`; the client id if left out."
    )
    starts_at: datetime | None = strawberry.field(default=None, description="When its post begins; now if left out.")


@strawberry.input(description="Somebody to let in.")
class InviteLoginInput:
    client_mutation_id: UUID = mutation_id()
    practitioner_id: ID = strawberry.field(description="The practitioner.")
    subject: str = strawberry.field(description="The `sub` that the identity provider knows them by.")


@strawberry.input(description="A login to withdraw.")
class WithdrawLoginInput:
    client_mutation_id: UUID = mutation_id()
    login_id: ID = strawberry.field(description="The login, a practitioner's or a script's.")


@strawberry.type(description="What `addAgency` answers.")
class AddAgencyPayload(Payload):
    agency: AgencyNode | None = strawberry.field(description="The agency.")


@strawberry.type(description="What `changeAgency` answers.")
class ChangeAgencyPayload(Payload):
    agency: AgencyNode | None = strawberry.field(description="The agency.")


@strawberry.type(description="What `restAgency` answers.")
class RestAgencyPayload(Payload):
    agency: AgencyNode | None = strawberry.field(description="The agency.")


@strawberry.type(description="What `resumeAgency` answers.")
class ResumeAgencyPayload(Payload):
    agency: AgencyNode | None = strawberry.field(description="The agency.")


@strawberry.type(description="What `addPractitioner` answers.")
class AddPractitionerPayload(Payload):
    membership: MembershipType | None = strawberry.field(description="The first post, with the practitioner.")


@strawberry.type(description="What `addPost` answers.")
class AddPostPayload(Payload):
    membership: MembershipType | None = strawberry.field(description="The post.")


@strawberry.type(description="What `changePostAddress` answers.")
class ChangePostAddressPayload(Payload):
    membership: MembershipType | None = strawberry.field(description="The post.")


@strawberry.type(description="What `endPost` answers.")
class EndPostPayload(Payload):
    membership: MembershipType | None = strawberry.field(description="The post.")


@strawberry.type(description="What `addServiceAccount` answers.")
class AddServiceAccountPayload(Payload):
    membership: MembershipType | None = strawberry.field(description="The script's post.")


@strawberry.type(description="What `inviteLogin` answers.")
class InviteLoginPayload(Payload):
    login: LoginType | None = strawberry.field(description="The login.")


@strawberry.type(description="What `withdrawLogin` answers.")
class WithdrawLoginPayload(Payload):
    login: LoginType | None = strawberry.field(description="The login.")


@strawberry.type
class AdministrationMutations:
    """Mutations of this domain."""

    @strawberry.mutation(description="Take an agency into the directory.")
    async def add_agency(self, info: Asked, input: Input[AddAgencyInput]) -> AddAgencyPayload:
        return await info.context.perform(info, agencies.add_agency, input)

    @strawberry.mutation(description="Change what an agency is called, and where it works.")
    async def change_agency(self, info: Asked, input: Input[ChangeAgencyInput]) -> ChangeAgencyPayload:
        return await info.context.perform(info, agencies.change_agency, input)

    @strawberry.mutation(description="Let an agency take no part: from now on none of its people and scripts enters.")
    async def rest_agency(self, info: Asked, input: Input[RestAgencyInput]) -> RestAgencyPayload:
        return await info.context.perform(info, agencies.rest_agency, input)

    @strawberry.mutation(description="Let an agency take part again, as it did.")
    async def resume_agency(self, info: Asked, input: Input[ResumeAgencyInput]) -> ResumeAgencyPayload:
        return await info.context.perform(info, agencies.resume_agency, input)

    @strawberry.mutation(description="Take a practitioner into the directory. Who is to enter is invited too.")
    async def add_practitioner(self, info: Asked, input: Input[AddPractitionerInput]) -> AddPractitionerPayload:
        return await info.context.perform(info, posts.add_practitioner, input)

    @strawberry.mutation(description="Give a practitioner one more post; nobody gives one to themselves.")
    async def add_post(self, info: Asked, input: Input[AddPostInput]) -> AddPostPayload:
        return await info.context.perform(info, posts.add_post, input)

    @strawberry.mutation(description="Say where letters to a post go, or that none do.")
    async def change_post_address(self, info: Asked, input: Input[ChangePostAddressInput]) -> ChangePostAddressPayload:
        return await info.context.perform(info, posts.change_post_address, input)

    @strawberry.mutation(description="Let a post end; what rests on it ends at that moment, live streams included.")
    async def end_post(self, info: Asked, input: Input[EndPostInput]) -> EndPostPayload:
        return await info.context.perform(info, posts.end_post, input)

    @strawberry.mutation(description="Give an agency a service account, and let a client act by it.")
    async def add_service_account(self, info: Asked, input: Input[AddServiceAccountInput]) -> AddServiceAccountPayload:
        issuer = info.context.services.terms.issuer
        return await info.context.perform(info, posts.add_service_account, input, issuer=issuer)

    @strawberry.mutation(description="Let a practitioner enter whenever the identity provider vouches for them.")
    async def invite_login(self, info: Asked, input: Input[InviteLoginInput]) -> InviteLoginPayload:
        issuer = info.context.services.terms.issuer
        return await info.context.perform(info, logins.invite_login, input, issuer=issuer)

    @strawberry.mutation(description="Let nobody enter by a login any more: its sessions and streams end at once.")
    async def withdraw_login(self, info: Asked, input: Input[WithdrawLoginInput]) -> WithdrawLoginPayload:
        return await info.context.perform(info, logins.withdraw_login, input)
