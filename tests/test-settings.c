/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * policy/: nixie.conf, what it says by default, what it takes and what it refuses.
 */
#include "base/error.h"
#include "policy/settings.h"

#include <criterion/criterion.h>
#include <string.h>

static NixieReason
reason_of (const char *id)
{
  NixieReason reason = NIXIE_REASON_UNDEFINED;
  cr_assert (nixie_reason_from_id (id, &reason), "no reason: %s", id);
  return reason;
}

static NixieSettings *
settings_from (const char *text)
{
  NixieSettings *settings = NULL;
  g_autoptr (GError) error = NULL;
  cr_assert (nixie_settings_parse (text, strlen (text), "nixie.conf", &settings, &error), "%s", error != NULL ? error->message : "");
  return settings;
}

Test (settings, defaults)
{
  g_autoptr (NixieSettings) settings = settings_from ("");
  static const struct {
    const char *id;
    NixieRule hard, soft;
    gboolean protect;
  } rows[] = {
    { "no-such-user", NIXIE_RULE_FIRST, NIXIE_RULE_COUNTED, TRUE },  { "no-such-domain", NIXIE_RULE_FIRST, NIXIE_RULE_COUNTED, TRUE },
    { "no-mail-service", NIXIE_RULE_FIRST, NIXIE_RULE_COUNTED, TRUE }, { "moved", NIXIE_RULE_FIRST, NIXIE_RULE_COUNTED, TRUE },
    { "bad-address-syntax", NIXIE_RULE_FIRST, NIXIE_RULE_COUNTED, TRUE },
    { "mailbox-disabled", NIXIE_RULE_FIRST, NIXIE_RULE_COUNTED, TRUE },
    { "mailbox-full", NIXIE_RULE_COUNTED, NIXIE_RULE_COUNTED, FALSE }, { "spam", NIXIE_RULE_NEVER, NIXIE_RULE_NEVER, FALSE },
    { "blocked", NIXIE_RULE_NEVER, NIXIE_RULE_NEVER, FALSE },          { "network", NIXIE_RULE_COUNTED, NIXIE_RULE_COUNTED, FALSE },
    { "undefined", NIXIE_RULE_NEVER, NIXIE_RULE_NEVER, FALSE },        { "delayed", NIXIE_RULE_NEVER, NIXIE_RULE_NEVER, FALSE },
    { "complaint", NIXIE_RULE_FIRST, NIXIE_RULE_FIRST, TRUE },         { "opt-out", NIXIE_RULE_FIRST, NIXIE_RULE_FIRST, TRUE },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const NixieReason reason = reason_of (rows[i].id);
      cr_expect_eq (settings->hard[reason], rows[i].hard, "%s, hard", rows[i].id);
      cr_expect_eq (settings->soft[reason], rows[i].soft, "%s, soft", rows[i].id);
      cr_expect_eq (settings->protect[reason], rows[i].protect, "%s, protect", rows[i].id);
    }
  cr_expect (settings->soft_days == 5 && settings->soft_gap_days == 45 && settings->soft_span_days == 7);
  cr_expect (settings->expire_days == 90 && settings->rearm_days == 90 && settings->fold_local && settings->store == NULL);
  cr_expect_not (settings->protect_operator);
}

Test (settings, read)
{
  g_autoptr (NixieSettings) settings = settings_from ("# all of them\n[store]\npath = /srv/list\n"
                                                      "[address]\nfold-local-part=false\n[policy]\n"
                                                      "soft-days=3\nsoft-gap-days=30\nsoft-span-days=0\nexpire-days=60\nrearm-days=10\n"
                                                      "protect= opt-out  hard\n[reasons]\nexpired=never\nundefined=counted\n");
  cr_expect_str_eq (settings->store, "/srv/list");
  cr_expect_not (settings->fold_local);
  cr_expect (settings->soft_days == 3 && settings->soft_gap_days == 30 && settings->soft_span_days == 0);
  cr_expect (settings->expire_days == 60 && settings->rearm_days == 10);
  cr_expect (settings->protect[NIXIE_REASON_OPT_OUT] && settings->protect[NIXIE_REASON_MOVED]);
  cr_expect_not (settings->protect[NIXIE_REASON_COMPLAINT]);
  cr_expect_eq (settings->soft[NIXIE_REASON_EXPIRED], NIXIE_RULE_NEVER);
  cr_expect_eq (settings->soft[NIXIE_REASON_UNDEFINED], NIXIE_RULE_COUNTED);
}

Test (settings, refused)
{
  static const struct {
    const char *text, *want;
  } rows[] = {
    { "[polcy]\nsoft-days=5\n", "f: [polcy]: unknown group" },
    { "[policy]\nsoftdays=5\n", "f: [policy] softdays: unknown key" },
    { "[store]\nsoft-days=5\n", "f: [store] soft-days: unknown key" },
    { "[store]\npath[de]=x\n", "f: [store] path[de]: unknown key" },
    { "[policy]\nsoft-days=five\n", "f: [policy] soft-days: 'five' is not a number from 1 to 36500" },
    { "[policy]\nsoft-days=0\n", "f: [policy] soft-days: '0' is not a number from 1 to 36500" },
    { "[policy]\nexpire-days=-1\n", "f: [policy] expire-days: '-1' is not a number from 1 to 36500" },
    { "[policy]\nrearm-days=99999\n", "f: [policy] rearm-days: '99999' is not a number from 0 to 36500" },
    { "[policy]\nsoft-days=\n", "f: [policy] soft-days: '' is not a number from 1 to 36500" },
    { "[policy]\nprotect=hard complaints\n", "f: [policy] protect: unknown reason 'complaints'" },
    { "[address]\nfold-local-part=maybe\n", "f: [address] fold-local-part: 'maybe' is neither true nor false" },
    { "[reasons]\nmailbox-fill=never\n", "f: [reasons] mailbox-fill: unknown reason" },
    { "[reasons]\nmailbox-full=often\n", "f: [reasons] mailbox-full: 'often' is none of never, counted and first" },
    { "[reasons]\ncomplaint=counted\n", "f: [reasons] complaint: can be 'never' or 'first' only" },
    { "[reasons]\ndelayed=first\n", "f: [reasons] delayed: is not a failure and never suppresses" },
    { "[store]\npath=\n", "f: [store] path: empty" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      NixieSettings *settings = NULL;
      g_autoptr (GError) error = NULL;
      cr_assert_not (nixie_settings_parse (rows[i].text, strlen (rows[i].text), "f", &settings, &error), "%s passed", rows[i].text);
      cr_expect_str_eq (error->message, rows[i].want, "got '%s'", error->message);
      cr_expect (g_error_matches (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG));
      cr_expect_null (settings);
    }
  NixieSettings *none = NULL;
  g_autoptr (GError) error = NULL;
  cr_expect_not (nixie_settings_parse ("soft-days=5\n", 12, "f", &none, &error), "a key before any group");
  cr_expect (g_str_has_prefix (error->message, "f: "));
}

Test (settings, digest_is_of_what_the_fold_depends_on)
{
  static const struct {
    const char *text;
    gboolean same;
  } rows[] = { { "", TRUE },
               { "[store]\npath=/srv/list\n[address]\nfold-local-part=false\n", TRUE },
               { "[policy]\nsoft-days=5\n", TRUE },
               { "[policy]\nsoft-days=6\n", FALSE },
               { "[policy]\nrearm-days=6\n", FALSE },
               { "[policy]\nprotect=hard\n", FALSE },
               { "[policy]\nprotect=hard complaint opt-out operator\n", FALSE },
               { "[reasons]\nundefined=counted\n", FALSE } };
  g_autoptr (NixieSettings) defaults = nixie_settings_new_defaults ();
  g_autofree char *want = nixie_settings_digest (defaults);
  cr_expect_eq (strlen (want), NIXIE_SETTINGS_DIGEST_CHARS);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (NixieSettings) settings = settings_from (rows[i].text);
      g_autofree char *got = nixie_settings_digest (settings);
      cr_expect_eq (g_str_equal (got, want), rows[i].same, "%s", rows[i].text);
    }
}
