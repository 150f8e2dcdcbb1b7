/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A row of the tables in words, for `nixie explain`: what it asks for, not what it answers.
 */
#include "reason/reason-private.h"

#include <string.h>

static void
append_word (GString *out, const char *word)
{
  if (word[0] != '\0')
    g_string_append_printf (out, "%s%s", out->len > 0 ? " " : "", word);
}

/* "5.7", "X.1.1", "5.7.606-649", as the tables have it. */
static void
append_status (GString *out, const NixieStatusScope *scope)
{
  if (scope->class == '\0')
    return;
  g_string_append_printf (out, "%s%c.%u", out->len > 0 ? " " : "", scope->class, scope->subject);
  if (scope->from == 0 && scope->to == 999)
    return;
  g_string_append_printf (out, ".%u", scope->from);
  if (scope->to != scope->from)
    g_string_append_printf (out, "-%u", scope->to);
}

static void
append_scope (GString *out, guint8 provider, const char *reply, const NixieStatusScope *status)
{
  if (provider != 0)
    append_word (out, nixie_rule_pool + nixie_provider_ids[provider - 1]);
  append_word (out, reply);
  append_status (out, status);
}

static void
append_phrase (GString *out, const NixiePhraseRow *row)
{
  g_autoptr (GString) scope = g_string_new (NULL);
  append_scope (scope, row->provider, row->reply, &row->status);
  g_string_append_c (out, '"');
  for (const char *p = nixie_rule_pool + row->phrase; *p != '\0'; p++)
    if (*p == NIXIE_GAP)
      g_string_append (out, " * ");
    else
      g_string_append_c (out, *p);
  g_string_append_printf (out, "\"%s%s", scope->len > 0 ? ", " : "", scope->str);
}

char *
nixie_reason_row_text (const char *rule)
{
  g_autoptr (GString) out = g_string_new (NULL);
  for (guint i = 0; i < nixie_n_phrase_rows && out->len == 0; i++)
    if (strcmp (nixie_rule_pool + nixie_phrase_rows[i].id, rule) == 0)
      append_phrase (out, &nixie_phrase_rows[i]);
  for (guint i = 0; i < nixie_n_code_rows && out->len == 0; i++)
    if (strcmp (nixie_rule_pool + nixie_code_rows[i].id, rule) == 0)
      append_scope (out, nixie_code_rows[i].provider, nixie_code_rows[i].reply, &nixie_code_rows[i].status);
  return g_string_free (g_steal_pointer (&out), FALSE);
}
