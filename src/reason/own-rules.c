/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Asking a user's own rules. Called for every outcome; without rules in force it costs one test of a pointer. What a regular expression
 * costs is bounded by PCRE2's match limit (see own-rules-read.c) and by the length of the text: one that reaches the limit does not
 * match, and the verdict's finding says so.
 */
#include "reason/own-rules-private.h"

#include "base/limits.h"

#include <string.h>

static const NixieOwnRules *in_force;

/* One outcome; texts are made when the first rule asks for them. */
typedef struct {
  const NixieReasonInput *input;
  guint64 providers;
  NixieVerdict *verdict;
  GString *folded[2]; /* of the reply's text and of the human part */
  char *lines[2];     /* valid UTF-8, cut to what is searched */
} Question;

void
nixie_own_rules_put_in_force (const NixieOwnRules *rules)
{
  in_force = rules;
}

gboolean
nixie_own_rules_hold (void)
{
  return in_force != NULL;
}

guint
nixie_own_rules_length (const NixieOwnRules *rules)
{
  g_return_val_if_fail (rules != NULL, 0);
  return rules->rules->len;
}

static const char *
or_empty (const char *s)
{
  return s != NULL ? s : "";
}

static const char *
text_of (const Question *question, guint i)
{
  return or_empty (i == 0 ? question->input->text : question->input->human);
}

static gboolean
is_under (const char *name, const char *suffix)
{
  gsize length = strlen (name);
  const gsize tail = strlen (suffix);
  if (length > 0 && name[length - 1] == '.')
    length--;
  return length >= tail && g_ascii_strncasecmp (name + length - tail, suffix, tail) == 0
         && (length == tail || name[length - tail - 1] == '.');
}

static gboolean
provider_fits (const NixieOwnRule *rule, const Question *question)
{
  if (rule->provider != 0)
    return (rule->provider & question->providers) != 0;
  if (rule->host == NULL)
    return TRUE;
  const char *at = strrchr (or_empty (question->input->recipient), '@');
  return is_under (or_empty (question->input->remote_mta), rule->host) || (at != NULL && is_under (at + 1, rule->host));
}

static gboolean
reply_fits (const char *wanted, const char *reply)
{
  for (; *wanted != '\0'; wanted++, reply++)
    if (*reply == '\0' || (*wanted != 'x' && *wanted != *reply))
      return FALSE;
  return TRUE;
}

static gboolean
number_fits (int wanted, const char **p)
{
  guint64 number = 0;
  char *end = NULL;
  if (!g_ascii_isdigit (**p))
    return FALSE;
  number = g_ascii_strtoull (*p, &end, 10);
  *p = end;
  return wanted == NIXIE_ANY_NUMBER || number == (guint64) wanted;
}

static gboolean
status_fits (const NixieOwnRule *rule, const char *status)
{
  if (rule->class == '\0')
    return TRUE;
  if (!g_ascii_isdigit (status[0]) || status[1] != '.' || (rule->class != 'x' && rule->class != status[0]))
    return FALSE;
  const char *p = status + 2;
  return number_fits (rule->subject, &p) && *p++ == '.' && number_fits (rule->detail, &p);
}

/* Whether WORDS stand in TEXT, with no letter or digit that goes on at either end. */
static gboolean
holds_words (const GString *text, const char *words)
{
  const gsize length = strlen (words);
  for (const char *p = text->str; (p = strstr (p, words)) != NULL; p++)
    {
      const gboolean inside = p > text->str && g_ascii_isalnum (p[-1]) && g_ascii_isalnum (p[0]);
      if (!inside && !(g_ascii_isalnum (p[length]) && g_ascii_isalnum (p[length - 1])))
        return TRUE;
    }
  return FALSE;
}

static gboolean
words_fit (const NixieOwnRule *rule, Question *question, guint i)
{
  if (rule->text == NULL)
    return TRUE;
  if (question->folded[i] == NULL)
    {
      question->folded[i] = g_string_new (NULL);
      nixie_text_fold (nixie_slice_of (text_of (question, i)), question->folded[i]);
    }
  return holds_words (question->folded[i], rule->text);
}

static gboolean
regex_fits (const NixieOwnRule *rule, Question *question, guint i)
{
  if (rule->regex == NULL)
    return TRUE;
  if (question->lines[i] == NULL)
    question->lines[i] = nixie_text_one_line (text_of (question, i), strlen (text_of (question, i)), NIXIE_LIMIT_RULE_TEXT_BYTES);
  g_autoptr (GError) error = NULL;
  const gboolean fits = g_regex_match_full (rule->regex, question->lines[i], -1, 0, 0, NULL, &error);
  if (error != NULL && question->verdict->finding[0] == '\0')
    question->verdict->finding = rule->given_up;
  return fits && error == NULL;
}

/* Conditions on words hold of one text: the reply's, else the human part. */
static gboolean
texts_fit (const NixieOwnRule *rule, Question *question)
{
  if (rule->text == NULL && rule->regex == NULL)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (question->lines); i++)
    if (text_of (question, i)[0] != '\0' && words_fit (rule, question, i) && regex_fits (rule, question, i))
      return TRUE;
  return FALSE;
}

static const NixieOwnRule *
find_rule (Question *question)
{
  for (guint i = 0; i < in_force->rules->len; i++)
    {
      const NixieOwnRule *rule = in_force->rules->pdata[i];
      if (provider_fits (rule, question) && reply_fits (rule->reply, or_empty (question->input->reply))
          && status_fits (rule, or_empty (question->input->status)) && texts_fit (rule, question))
        return rule;
    }
  return NULL;
}

void
nixie_own_rules_apply (const NixieReasonInput *input, guint64 providers, NixieVerdict *verdict, gboolean *clear)
{
  if (in_force == NULL)
    return;
  Question question = { .input = input, .providers = providers, .verdict = verdict };
  const NixieOwnRule *rule = find_rule (&question);
  for (guint i = 0; i < G_N_ELEMENTS (question.lines); i++)
    {
      g_free (question.lines[i]);
      if (question.folded[i] != NULL)
        g_string_free (question.folded[i], TRUE);
    }
  if (rule == NULL)
    return;
  verdict->reason = verdict->ground = rule->reason;
  verdict->evidence = rule->evidence;
  verdict->rule = rule->where;
  *clear = rule->text != NULL || rule->regex != NULL;
}

void
nixie_own_rule_free (NixieOwnRule *rule)
{
  g_free (rule->host);
  g_free (rule->text);
  g_clear_pointer (&rule->regex, g_regex_unref);
  g_free (rule->conditions);
  g_free (rule->evidence);
  g_free (rule->where);
  g_free (rule->given_up);
  g_free (rule);
}

NixieOwnRules *
nixie_own_rules_new (void)
{
  NixieOwnRules *rules = g_new0 (NixieOwnRules, 1);
  rules->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_own_rule_free);
  return rules;
}

void
nixie_own_rules_free (NixieOwnRules *rules)
{
  if (rules == NULL)
    return;
  if (in_force == rules)
    in_force = NULL;
  g_ptr_array_unref (rules->rules);
  g_free (rules);
}
