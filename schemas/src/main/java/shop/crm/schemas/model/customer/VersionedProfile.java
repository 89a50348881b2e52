package shop.crm.schemas.model.customer;

import shop.crm.schemas.model.profile.Profile;

/**
 * A profile as PostgreSQL told of it.
 *
 * @param version counts its changes, from 1; 0 while PostgreSQL has told of none
 */
public record VersionedProfile(Profile profile, long version) {}
