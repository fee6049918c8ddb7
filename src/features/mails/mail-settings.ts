/** Whether mails are kept here in place of being sent. */
export class MailSettings {
  constructor(readonly isCaptured: boolean) {}
}
