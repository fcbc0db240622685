// The one account there is: what a shop would have agreed on with its provider. Nothing here is a secret of anybody.
export const ACCOUNT = {
  solapi: { account: '12925149', key: 'NCSDEMODANGOLKEY', secret: 'DEMOSECRETOFSOLAPIDEMOSECRET0000', channel: 'KA01PF261122000000000DEMODANGOL' },
  'nhn-sms': { key: 'demoSmsAppKey', secret: 'demoSmsSecret' },
  'nhn-kakao': { key: 'demoKakaoAppKey', secret: 'demoKakaoSecret', channel: '0123456789abcdef0123456789abcdef01234567' },
  /** Of the Kakao channel, as the phone shows it. */
  shop: '우리몰',
  unsubscribe: '0808880000',
}
