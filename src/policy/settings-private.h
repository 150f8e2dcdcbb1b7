/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of the settings share. settings-keys.c: the table of keys and what reads their values. settings-read.c: the file.
 * settings.c: what they come to. settings-origin.c: where that comes from.
 */
#ifndef NIXIE_POLICY_SETTINGS_PRIVATE_H
#define NIXIE_POLICY_SETTINGS_PRIVATE_H

#include "policy/settings.h"

typedef struct NixieSettingKey NixieSettingKey;

/* Puts VALUE into VALUES, a NixiePolicy for a key that can differ by domain, else NixieSettings; FALSE with a bare message ("not a
 * number …") in ERROR. */
typedef gboolean (*NixieSettingReader) (const NixieSettingKey *key, const char *value, gpointer values, GError **error);

struct NixieSettingKey {
  const char *group, *name;
  NixieSettingReader read;
  gsize offset;          /* of the value in VALUES */
  guint least;           /* of a number */
  const char *otherwise; /* the default, as the file would have it; NULL: the programs find it out */
};

/* A group of the file. BY_DOMAIN: its keys can stand in a [domain NAME], too. */
typedef struct {
  const char *name;
  gboolean by_domain;
} NixieSettingGroup;

extern const NixieSettingKey nixie_setting_keys[]; /* ends with a group NULL; without [faults] and [reasons] */
extern const NixieSettingGroup nixie_setting_groups[]; /* ends with a name NULL; without the domains' */

/* The row of a key, or one made for a fault or a reason, copied to KEY; GROUP is none of a domain's. FALSE where there is none. */
gboolean nixie_setting_find (const char *group, const char *name, NixieSettingKey *key);

/* Whether KEY's value stands in a NixiePolicy. */
gboolean nixie_setting_is_of_policy (const NixieSettingKey *key);

/* A fault that has failures; FALSE where ID is none. */
gboolean nixie_setting_fault (const char *id, NixieFault *fault);

/* settings-read.c: the row of what LINE sets. */
gboolean nixie_setting_of_line (const NixieSettingLine *line, NixieSettingKey *key, GError **error);

/* settings.c: the policy of DOMAIN (of a line of GROUP), made where it is not there; what is broader must be whole. */
NixieDomainPolicy *nixie_settings_make_domain (NixieSettings *settings, const char *domain, const char *group);

#endif
