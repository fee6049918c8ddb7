import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IncidentReviewer } from './incident-reviewer.ts';

/** Opens, follows and resolves incidents by the verdicts that nobody has looked at yet. */
export class ReviewVerdicts extends Command<void> {}

@CommandHandler(ReviewVerdicts)
export class ReviewVerdictsHandler implements ICommandHandler<ReviewVerdicts> {
  constructor(private readonly reviewer: IncidentReviewer) {}

  execute(): Promise<void> {
    return this.reviewer.review();
  }
}
