/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which outcomes count: what a report shows of having been caused by mail of ours, against the level that the settings ask for. What does
 * not count is recorded and shown, and the fold passes over it. Of what was signed for mail of one day (recipient/signed.h) one failure of
 * each class, one complaint and one success count, whenever and however often a report says so; and what has counted before an operator
 * took the address off the list is spent. That day is in the signature, so a forger who has seen one cannot choose another, as he can a
 * Date or a Message-ID. Pure: no clock, and no matter in which order the reports came. Used by the fold and by what shows a history.
 */
#ifndef NIXIE_POLICY_TRUST_H
#define NIXIE_POLICY_TRUST_H

#include "policy/event.h"
#include "policy/settings.h"

/* Why an outcome does not count. */
typedef enum {
  NIXIE_DOUBT_NONE,          /* it counts */
  NIXIE_DOUBT_NOT_OURS,      /* it returns no message of ours */
  NIXIE_DOUBT_UNSIGNED,
  NIXIE_DOUBT_FORGED,
  NIXIE_DOUBT_EXPIRED,
  NIXIE_DOUBT_OTHER_ADDRESS, /* signed for mail to another address than the report is about */
  NIXIE_DOUBT_REPEATED,      /* what was signed has counted already */
} NixieDoubt;

const char *nixie_doubt_id (NixieDoubt doubt);   /* "not-ours"; "" where it counts; static */
const char *nixie_doubt_text (NixieDoubt doubt); /* in plain words, untranslated; "" where it counts; static */

/* What counts at the level of SETTINGS, in plain words, untranslated; static. */
const char *nixie_trust_means (const NixieSettings *settings);

/* What is to be said of EVENT alone. */
NixieDoubt nixie_trust_doubt (const NixieSettings *settings, const NixieEvent *event);

/* Asked about the events of one address, in the order of time. */
typedef struct {
  const NixieSettings *settings; /* borrowed */
  GHashTable *spent;             /* signed day → what of it has counted; NULL: nothing */
} NixieJudge;

NixieDoubt nixie_judge_next (NixieJudge *judge, const NixieEvent *event);
void nixie_judge_clear (NixieJudge *judge);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NixieJudge, nixie_judge_clear)

/* Takes off EVENTS (const NixieEvent *, of one address, in the order of time) what does not count. */
void nixie_trust_sift (const NixieSettings *settings, GPtrArray *events);

#endif
