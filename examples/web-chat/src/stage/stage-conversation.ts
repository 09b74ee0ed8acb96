/** The conversation on the stage: the bot, who began it, Ann and Bob. */
export const STAGE_CONVERSATION = { id: 'harbour', title: 'Harbour', members: ['ann', 'bob'] } as const;
