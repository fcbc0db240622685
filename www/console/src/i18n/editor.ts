/** The gallery of message types, the editor, and what becomes of a message. */
import type { Limits, Message, Place, Trigger, Type, Weekday } from '../editor/types.ts';
import { momentMs } from '../editor/zoned.ts';
import { shares } from '../editor/draft.ts';
import { moment } from '../format.ts';
import type { Texts } from './index.tsx';

const TYPES_KO: Record<Type, string> = { popcorn: '팝콘', floating: '라운드 플로팅', gauge: '장바구니 게이지', coupon: '쿠폰 팝업', popup: '리치 팝업', note: '푸시 노트', bar: '띠 배너', inline: '인라인', survey: '설문', capture: '연락처 받기', recommend: '장바구니 추천', ticker: '소셜 티커' };
const TYPES_EN: Record<Type, string> = { popcorn: 'Popcorn', floating: 'Round floating', gauge: 'Cart gauge', coupon: 'Coupon popup', popup: 'Rich popup', note: 'Push note', bar: 'Bar', inline: 'Inline block', survey: 'Survey', capture: 'Contact form', recommend: 'Cart recommendation', ticker: 'Social ticker' };
const DAYS_KO: Record<Weekday, string> = { mon: '월', tue: '화', wed: '수', thu: '목', fri: '금', sat: '토', sun: '일' };
const DAYS_EN: Record<Weekday, string> = { mon: 'Mon', tue: 'Tue', wed: 'Wed', thu: 'Thu', fri: 'Fri', sat: 'Sat', sun: 'Sun' };

const ko = {
  types: TYPES_KO,
  statuses: { draft: '작성 중', preview: '미리보기', active: '켜짐', paused: '멈춤', ended: '끝남' } as Record<string, string>,
  gallery: {
    title: '새 메시지',
    recipes: '상황에 맞는 레시피에서 시작하기',
    lead: '어떤 모양으로 말을 걸까요? 고르면 바로 쓸 수 있는 문구가 채워져 있어요.',
    help: {
      popcorn: '화면 구석에서 톡 나타나는 작은 카드. 가장 무난하고 방해가 적어요.',
      floating: '구석에 머무는 둥근 배지. 누르면 카드가 열려요.',
      gauge: '무료배송까지 얼마 남았는지 장바구니를 따라 움직여요.',
      coupon: '쿠폰 코드를 복사하거나 받게 하고, 끝나는 시각까지 남은 시간을 보여 줘요.',
      popup: '화면 가운데에 크게. 꼭 알려야 할 소식에 쓰세요.',
      note: '휴대폰 알림처럼 위에서 내려와요. 짧은 한마디에 좋아요.',
      bar: '화면 위나 아래에 한 줄. 배송 안내, 이벤트 공지에 좋아요.',
      inline: '상품 설명 아래처럼 페이지 안의 정한 자리에 들어가요.',
      survey: '한 가지를 묻고 답을 눌러 고르게 해요.',
      capture: '동의를 받고 이메일이나 휴대폰 번호를 받아요.',
      recommend: '무료배송까지 남은 금액을 채울 상품을 골라 보여 줘요.',
      ticker: '지금 몇 명이 보고 있는지 알려요. 실제로 센 수만 보여 줘요.',
    } as Record<Type, string>,
  },
  page: {
    newTitle: '새 메시지',
    unnamed: '이름 없는 메시지',
    back: '메시지',
    backToGallery: '다른 모양 고르기',
    name: '메시지 이름',
    nameFor: (who: string, type: string) => `${who}에게 ${type}`,
    namePlaceholder: '이름을 적어 주세요',
    save: '저장',
    saved: '저장했어요',
    savedToast: '저장했어요. 게시하면 손님에게 보여요.',
    publish: '게시',
    pause: '바로 멈추기',
    paused: '멈췄어요. 1분 안에 모든 화면에서 사라져요.',
    resume: '다시 켜기',
    resumed: '다시 켰어요',
    link: '쇼핑몰에서 미리 보기',
    results: '결과 보기',
    versions: '변경 기록',
    copy: '복사해서 새로 만들기',
    copied: '복사했어요. 새 메시지는 아직 작성 중이에요.',
    end: '끝내기',
    endTitle: (name: string) => `“${name}” 메시지를 끝낼까요?`,
    endText: '끝낸 메시지는 다시 켤 수 없어요. 숫자는 남고, 복사해서 새로 만들 수 있어요.',
    delete: '삭제',
    deleted: '삭제했어요',
    deleteTitle: (name: string) => `“${name}” 메시지를 삭제할까요?`,
    deleteText: '삭제하면 되돌릴 수 없어요.',
    inUse: '쓰고 있는 곳이 있어요',
    inUseText: '아래에서 이 메시지를 쓰고 있어 삭제할 수 없어요. 먼저 그곳에서 빼 주세요.',
    close: '닫기',
    notSaved: '저장 전',
    waitsFirst: '아직 게시되지 않았어요',
    waits: '게시되지 않은 변경이 있어요',
    isEnded: '끝난 메시지는 고칠 수 없어요. 복사해서 새로 만들어 주세요.',
    viewer: '보기만 할 수 있는 권한이에요',
    view: '보는 화면',
    form: '내용 쓰기',
    failed: '메시지를 불러오지 못했어요',
    recipeFailed: '레시피를 불러오지 못했어요',
    engineFailed: '편집기를 불러오지 못했어요',
    refused: (detail: string) => `저장할 수 없어요: ${detail}`,
  },
  sections: { content: '내용', who: '누구에게', when: '언제 나타날까요', limits: '얼마나 자주', time: '기간과 시간', look: '모양', test: 'A/B 테스트와 대조군', order: '우선순위와 그룹' },
  who: {
    label: '세그먼트',
    everybody: '모든 방문자',
    everybodyHelp: '세그먼트를 고르지 않으면 모든 방문자에게 보여요.',
    clear: '모든 방문자로',
    searching: '찾는 중이에요',
    nothing: '그런 세그먼트가 없어요. 새로 만들 수 있어요.',
    look: '세그먼트 보기',
    make: '새 세그먼트 만들기',
  },
  when: {
    label: '나타나는 때',
    each: { at_once: '페이지가 열리면 바로', page_seconds: '페이지를 본 지 몇 초 뒤', visit_seconds: '방문한 지 몇 초 뒤', scroll: '페이지를 얼마만큼 내렸을 때', exit_intent: '나가려고 할 때', idle: '아무것도 하지 않을 때', event: '쇼핑몰이 알린 일이 있을 때' },
    help: {
      at_once: '조건에 맞는 순간 바로 보여요.',
      page_seconds: '화면에 보이는 동안만 세요. 다른 탭을 보는 동안은 멈춰요.',
      visit_seconds: '여러 페이지를 옮겨 다녀도 이어서 세요.',
      scroll: '긴 상품 설명을 읽은 손님에게 좋아요.',
      exit_intent: '컴퓨터에서는 마우스가 창 밖으로, 휴대폰에서는 빠르게 위로 올릴 때예요.',
      idle: '마우스도 키보드도 화면도 만지지 않은 동안이에요.',
      event: "쇼핑몰 페이지가 dangol('track', 이름)으로 알린 일이에요.",
    },
    seconds: '초',
    percent: '내린 정도 (%)',
    event: '일의 이름',
    property: '속성 (없어도 돼요)',
    value: '속성의 값',
  },
  limits: {
    perVisit: '한 방문에 보이는 횟수 정하기',
    perDays: '며칠 동안 보이는 횟수 정하기',
    ever: '모두 합쳐 보이는 횟수 정하기',
    times: '번',
    days: '일 동안',
    hideToday: '‘오늘 하루 보지 않기’ 보여 주기',
    hideTodayHelp: '누른 손님에게는 그날 다시 보이지 않아요.',
    stop: '이렇게 한 손님에게는 다시 보여 주지 않기',
    stops: { click: '누른 손님', close: '닫은 손님', conversion: '보고 나서 주문한 손님' },
  },
  time: {
    start: '시작',
    end: '끝',
    zone: (zone: string) => `쇼핑몰 시간(${zone}) 기준이에요. 비워 두면 게시한 때부터 멈출 때까지예요.`,
    weekdays: '요일',
    everyDay: '고르지 않으면 매일이에요.',
    days: DAYS_KO,
    hours: '시간대',
    wholeDay: '넣지 않으면 하루 종일이에요.',
    from: '부터',
    to: '까지',
    addHours: '시간대 넣기',
    removeHours: '시간대 빼기',
    newVisits: '시작 뒤에 새로 들어온 방문에만',
    newVisitsHelp: '이미 보고 있던 손님에게는 보이지 않아요. 시작을 정해야 해요.',
  },
  look: {
    place: '위치',
    places: { bottom_right: '오른쪽 아래', bottom_left: '왼쪽 아래', top_right: '오른쪽 위', top_left: '왼쪽 위', bottom_center: '아래 가운데', center: '가운데', top_center: '위 가운데' } as Record<Place, string>,
    colours: { accent: '강조색', background: '배경색', color: '글자색' },
    auto: '쇼핑몰에 맞춤',
    pick: (name: string) => `${name} 고르기`,
    radius: '모서리 둥글기',
    size: '글자 크기',
    sizes: { small: '작게', medium: '보통', large: '크게', full: '휴대폰에서 화면 가득' },
    animation: '나타나는 움직임',
    animations: { spring: '살짝 튀며', fade: '서서히', none: '움직임 없이' },
    font: '글꼴',
    fonts: { page: '쇼핑몰 글꼴', system: '기기 글꼴' },
  },
  split: {
    which: '어느 안을 쓸까요',
    variant: (letter: string) => `${letter}안`,
    help: '문구를 나눠 보여 주고 어느 쪽이 나은지 재요. 같은 손님은 늘 같은 안을 봐요.',
    shares: (all: string, control: number) => `나누는 비율: ${all}${control > 0 ? `, 대조군 ${control}%` : ''}`,
    weights: '비율',
    weightsHelp: '서로의 비율이에요. 0이면 아무도 보지 않아요.',
    add: (letter: string) => `${letter}안 더하기`,
    removeVariant: (letter: string) => `${letter}안 빼기`,
    removeTitle: (letter: string) => `${letter}안을 뺄까요?`,
    removeText: '이 안의 문구가 사라져요. 지금까지의 숫자는 남아요.',
    remove: '빼기',
    control: '대조군',
    controlHelp: '이만큼의 손님에게는 보여 주지 않고, 본 손님과 구매율을 비교해요.',
  },
  order: {
    none: '그룹 없음',
    paused: '(멈춤)',
    priority: '우선순위',
    priorityHelp: '같은 자리에 둘이 나타나려 하면 큰 쪽이 보여요.',
    group: '메시지 그룹',
    groupHelp: '그룹을 멈추면 그 안의 메시지가 함께 멈춰요.',
  },
  state: {
    when: (trigger: Trigger | undefined): string => {
      if (!trigger) return '바로';
      switch (trigger.on) {
        case 'page_seconds':
          return `페이지를 본 지 ${trigger.seconds}초 뒤`;
        case 'visit_seconds':
          return `방문한 지 ${trigger.seconds}초 뒤`;
        case 'idle':
          return `${trigger.seconds}초 동안 가만히 있을 때`;
        case 'scroll':
          return `${trigger.percent}% 내렸을 때`;
        case 'exit_intent':
          return '나가려고 할 때';
        case 'event':
          return `${trigger.name || '쇼핑몰이 알린 일'} 뒤`;
        default:
          return '바로';
      }
    },
    limits: (limits: Limits | undefined): string => {
      const { per_visit, per_days, ever, hide_today, stop_after } = limits ?? {};
      const said = [per_visit && `한 방문에 ${per_visit}번`, per_days && `${per_days.days}일에 ${per_days.times}번`, ever && `모두 ${ever}번`, hide_today && '오늘 하루 보지 않기', stop_after?.length && '다시 보이지 않는 조건 있음'];
      return said.filter(Boolean).join(' · ') || '제한 없음';
    },
    time: ({ start, end, schedule }: Message, zone: string): string => {
      const at = (of: string | number | undefined) => (momentMs(of) === undefined ? '' : moment(new Date(momentMs(of) ?? 0).toISOString(), 'ko', zone));
      const said = [
        start !== undefined && `${at(start)}부터`,
        end !== undefined && `${at(end)}까지`,
        schedule?.weekdays?.length && schedule.weekdays.map((day) => DAYS_KO[day]).join('·'),
        schedule?.hours?.length && schedule.hours.map(({ from, to }) => `${from}–${to}`).join(', '),
      ];
      return said.filter(Boolean).join(' · ') || '늘';
    },
    look: ({ content, place }: Message): string => {
      const said = [place && ko.look.places[place], content.accent && `강조색 ${content.accent}`, content.background && `배경 ${content.background}`, content.radius !== undefined && `모서리 ${content.radius}px`];
      return said.filter(Boolean).join(' · ') || '쇼핑몰에 맞춤';
    },
    test: (message: Message): string => {
      const [held = 0, ...rest] = shares(message);
      if (rest.length === 1) return held > 0 ? `대조군 ${held}%` : '모두에게 같은 내용';
      return [...['A', ...(message.variants ?? []).map(({ id }) => id)].map((letter, at) => `${letter}안 ${Math.round(rest[at] ?? 0)}%`), ...(held > 0 ? [`대조군 ${held}%`] : [])].join(' · ');
    },
    order: ({ priority, group }: Message): string => [priority ? `우선순위 ${priority}` : '보통', group && '그룹에 있음'].filter(Boolean).join(' · '),
  },
  preview: {
    title: '미리보기',
    device: '기기',
    phone: '휴대폰',
    desktop: '컴퓨터',
    scheme: '쇼핑몰 배경',
    light: '밝게',
    dark: '어둡게',
    shopper: '보는 손님',
    shoppers: { plain: '보통 손님 (12,000 담음)', empty: '장바구니가 빈 손님', cart: '38,000 담은 손님', full: '90,000 담은 손님', member: '로그인한 회원' },
    long: '긴 문구로 보기',
    inShop: '내 쇼핑몰에서 미리 보기',
    help: '손님이 받는 것과 똑같은 프로그램이 그려요. 눌러 볼 수 있어요.',
    stale: '고칠 곳이 있어 마지막으로 그릴 수 있던 모습이에요.',
    cannot: '고칠 곳이 있어 아직 그릴 수 없어요.',
    followed: (href: string) => `누르면 ${href}(으)로 가요.`,
    told: (event: string) => `쇼핑몰에 ‘${event}’라고 알려요.`,
    failed: '미리보기를 불러오지 못했어요. 잠시 뒤 새로고침해 주세요.',
    nothing: { gauge: '이 손님에게는 보이지 않아요.', recommend: '채울 금액이 없거나 알맞은 상품이 없어 이 손님에게는 보이지 않아요.', ticker: '정한 수보다 적어 보이지 않아요. 미리보기에서는 23명이 보고 있어요.' } as Partial<Record<Type, string>>,
    nothingOther: '이 손님에게는 보이지 않아요.',
    heading: '오늘의 그릇',
    buy: '장바구니 담기',
    goods: ['백자 접시', '나무 도마', '유리 숙우', '면 행주', '찻잔 두 개', '수저 세트'],
    sample: { product: '손으로 빚은 찻잔', member: '김지민', grade: 'VIP', word: '수제 찻잔' },
  },
  publish: {
    title: '게시하기',
    text: '게시하면 이렇게 바뀌어요. 저장해 둔 다른 변경도 함께 나가요.',
    nothing: '게시할 변경이 없어요. 지금 보이는 그대로예요.',
    added: (name: string) => `“${name}” 메시지를 켜요.`,
    who: (who: string) => `누구에게: ${who}`,
    everybody: '모든 방문자',
    when: (when: string, limits: string) => `언제: ${when} · ${limits}`,
    isOn: '게시했어요',
    isOnText: '1분 안에 손님에게 보이기 시작해요. 쇼핑몰을 새로 열어 조건대로 해 보면 직접 볼 수 있어요.',
    openShop: '쇼핑몰 열기',
    results: '결과 보기',
    others: '함께 나가는 변경',
    other: '함께 나가는 변경',
    news: '그사이 바뀐 것이 있어요. 목록을 다시 보고 게시해 주세요.',
    problem: (detail: string) => `아직 게시할 수 없어요: ${detail}`,
    yes: '게시',
    done: '게시했어요. 1분 안에 손님에게 보여요.',
  },
  shopLink: {
    title: '쇼핑몰에서 미리 보기',
    text: '이 링크를 연 사람에게만 지금 저장된 모습이 쇼핑몰 위에 보여요. 숫자에는 들어가지 않아요.',
    page: '볼 페이지',
    elsewhere: (domain: string) => `쇼핑몰(${domain})의 주소를 적어 주세요.`,
    make: '링크 만들기',
    open: '열어 보기',
    copy: '링크 복사',
    qr: '휴대폰으로 열 수 있는 QR 코드',
    until: (at: string) => `${at}까지, 또는 메시지를 고칠 때까지 쓸 수 있어요.`,
  },
  conflict: {
    title: '그사이 다른 사람이 저장했어요',
    text: '서로 다른 곳을 고쳤어요. 합쳐서 저장할 수 있어요.',
    both: '같은 곳을 함께 고쳤어요. 합쳐서 저장하면 겹친 곳은 내 것이 남아요.',
    theirs: '다른 사람이 바꾼 것',
    mine: '내가 바꾼 것',
    take: '내 변경 버리고 불러오기',
    keep: '합쳐서 저장',
  },
  differences: {
    none: '달라진 것이 없어요',
    gone: '없앰',
    value: (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : value === true ? '예' : value === false ? '아니요' : plain(value)),
    names: {
      name: '이름', status: '상태', type: '모양', segment: '세그먼트', group: '그룹', start: '시작', end: '끝', priority: '우선순위', place: '위치', limits: '얼마나 자주', trigger: '나타나는 때', schedule: '요일과 시간대', weight: 'A안 비율', variants: '다른 안', control: '대조군',
      'content.title': '제목', 'content.text': '본문', 'content.done_text': '채웠을 때 문구', 'content.image': '이미지', 'content.button': '버튼', 'content.quiet': '보조 버튼', 'content.code': '쿠폰 코드', 'content.countdown': '남은 시간', 'content.choices': '답', 'content.form': '연락처 받기', 'content.thanks': '답한 뒤 인사', 'content.badge': '배지 글자', 'content.tiers': '목표 금액', 'content.products': '추천 상품', 'content.show': '보여 줄 상품 수', 'content.at_least': '최소 인원', 'content.anchor': '넣을 자리', 'content.blocks': '블록', 'content.accent': '강조색', 'content.background': '배경색', 'content.color': '글자색', 'content.radius': '모서리', 'content.font': '글꼴', 'content.size': '글자 크기', 'content.width': '너비', 'content.animation': '움직임',
    } as Record<string, string>,
  },
  versions: {
    title: '변경 기록',
    close: '편집으로 돌아가기',
    failed: '기록을 불러오지 못했어요',
    nobody: '알 수 없음',
    empty: '아직 바뀐 적이 없어요. 고쳐서 저장할 때마다 여기에 남고, 언제든 되돌릴 수 있어요.',
    actions: { added: '만들었어요', changed: '고쳤어요', paused: '멈췄어요', resumed: '다시 켰어요', ended: '끝냈어요', published: '게시했어요', imported: '가져왔어요' } as Record<string, string>,
    compare: '무엇이 바뀌었나요',
    current: '지금',
    restore: '이때로 되돌리기',
    restored: '그때의 내용을 불러왔어요. 저장하면 남아요.',
  },
};

const en: typeof ko = {
  types: TYPES_EN,
  statuses: { draft: 'Draft', preview: 'In preview', active: 'On', paused: 'Paused', ended: 'Ended' },
  gallery: {
    title: 'New message',
    recipes: 'Begin from a recipe for a situation',
    lead: 'How should it look? Each one comes with words that you can use as they are.',
    help: {
      popcorn: 'A small card that pops up in a corner. The safest choice, and the least in the way.',
      floating: 'A round badge that stays in a corner and opens a card.',
      gauge: 'How far the cart is from free shipping, moving with the cart.',
      coupon: 'A code to copy or claim, counting down to its end.',
      popup: 'Large, in the middle. For news that nobody should miss.',
      note: 'Slides in from above like a phone’s notification. Good for a short word.',
      bar: 'One line at the top or bottom. Good for shipping and events.',
      inline: 'In a place of the page that you choose, such as below a product’s title.',
      survey: 'One question, answered with a tap.',
      capture: 'Asks for an e-mail address or phone number, with consent.',
      recommend: 'Products that fill what is left to free shipping.',
      ticker: 'How many people are looking now. Real numbers only.',
    },
  },
  page: {
    newTitle: 'New message',
    unnamed: 'Message without a name',
    back: 'Messages',
    backToGallery: 'Choose another type',
    name: 'Name of the message',
    nameFor: (who, type) => `${type} for: ${who}`,
    namePlaceholder: 'Give it a name',
    save: 'Save',
    saved: 'Saved',
    savedToast: 'Saved. Shoppers see it once it is published.',
    publish: 'Publish',
    pause: 'Pause now',
    paused: 'Paused. It is gone from every screen within a minute.',
    resume: 'Turn on again',
    resumed: 'It is on again',
    link: 'Preview on the shop',
    results: 'See its results',
    versions: 'History',
    copy: 'Copy as a new draft',
    copied: 'Copied. The new one is a draft.',
    end: 'End it',
    endTitle: (name) => `End “${name}”?`,
    endText: 'An ended message cannot be turned on again. Its numbers stay, and you can copy it.',
    delete: 'Delete',
    deleted: 'Deleted',
    deleteTitle: (name) => `Delete “${name}”?`,
    deleteText: 'This cannot be undone.',
    inUse: 'It is in use',
    inUseText: 'These use the message, so it cannot be deleted. Take it out there first.',
    close: 'Close',
    notSaved: 'Not saved',
    waitsFirst: 'Not published yet',
    waits: 'Has changes that are not published',
    isEnded: 'An ended message cannot be changed. Copy it to go on.',
    viewer: 'You may look only',
    view: 'What is shown',
    form: 'Write',
    failed: 'Could not load the message',
    recipeFailed: 'Could not load the recipe',
    engineFailed: 'Could not load the editor',
    refused: (detail) => `It cannot be saved: ${detail}`,
  },
  sections: { content: 'What it says', who: 'Who sees it', when: 'When it comes up', limits: 'How often', time: 'Dates and hours', look: 'Looks', test: 'A/B test and control group', order: 'Priority and group' },
  who: {
    label: 'Segment',
    everybody: 'Every visitor',
    everybodyHelp: 'Without a segment every visitor sees it.',
    clear: 'Back to every visitor',
    searching: 'Searching',
    nothing: 'No such segment. You can make one.',
    look: 'Open the segment',
    make: 'Make a new segment',
  },
  when: {
    label: 'Comes up',
    each: { at_once: 'As soon as the page opens', page_seconds: 'Some seconds into the page', visit_seconds: 'Some seconds into the visit', scroll: 'After scrolling', exit_intent: 'When about to leave', idle: 'When doing nothing', event: 'When the shop tells an event' },
    help: {
      at_once: 'The moment the segment matches.',
      page_seconds: 'Only while the page is in view; another tab stops the clock.',
      visit_seconds: 'Goes on over the pages of a visit.',
      scroll: 'Good for readers of long descriptions.',
      exit_intent: 'The pointer leaves the window, or on phones a quick scroll up.',
      idle: 'No pointer, key or touch.',
      event: "What the shop’s page says by dangol('track', name).",
    },
    seconds: 'Seconds',
    percent: 'Scrolled (%)',
    event: 'Name of the event',
    property: 'Property (optional)',
    value: 'Value of the property',
  },
  limits: {
    perVisit: 'Limit per visit',
    perDays: 'Limit over some days',
    ever: 'Limit altogether',
    times: 'times',
    days: 'days',
    hideToday: 'Offer “don’t show today”',
    hideTodayHelp: 'Whoever presses it does not see it again that day.',
    stop: 'Not again to those who',
    stops: { click: 'pressed it', close: 'closed it', conversion: 'ordered after seeing it' },
  },
  time: {
    start: 'Start',
    end: 'End',
    zone: (zone) => `By the shop’s clock (${zone}). Left empty: from publishing until it is paused.`,
    weekdays: 'Days',
    everyDay: 'None chosen: every day.',
    days: DAYS_EN,
    hours: 'Hours',
    wholeDay: 'None given: the whole day.',
    from: 'From',
    to: 'To',
    addHours: 'Add hours',
    removeHours: 'Remove the hours',
    newVisits: 'Only visits that begin after the start',
    newVisitsHelp: 'Not to those who were there already. Needs a start.',
  },
  look: {
    place: 'Place',
    places: { bottom_right: 'Bottom right', bottom_left: 'Bottom left', top_right: 'Top right', top_left: 'Top left', bottom_center: 'Bottom middle', center: 'Middle', top_center: 'Top middle' },
    colours: { accent: 'Accent', background: 'Background', color: 'Text' },
    auto: 'As the shop',
    pick: (name) => `Pick: ${name}`,
    radius: 'Corner radius',
    size: 'Text size',
    sizes: { small: 'Small', medium: 'Medium', large: 'Large', full: 'Whole screen on phones' },
    animation: 'How it comes',
    animations: { spring: 'With a short spring', fade: 'Fading in', none: 'At once' },
    font: 'Typeface',
    fonts: { page: 'The shop’s', system: 'The device’s' },
  },
  split: {
    which: 'Which one is written',
    variant: (letter) => letter,
    help: 'Shows different words to different people and measures which do better. The same person always gets the same.',
    shares: (all, control) => `Shares: ${all}${control > 0 ? `, control group ${control}%` : ''}`,
    weights: 'Weights',
    weightsHelp: 'Against one another; 0: nobody.',
    add: (letter) => `Add ${letter}`,
    removeVariant: (letter) => `Remove ${letter}`,
    removeTitle: (letter) => `Remove ${letter}?`,
    removeText: 'Its words are lost. Its numbers stay.',
    remove: 'Remove',
    control: 'Control group',
    controlHelp: 'So many people see nothing, and are compared with those who do.',
  },
  order: {
    none: 'No group',
    paused: '(paused)',
    priority: 'Priority',
    priorityHelp: 'Of two for one place, the higher one shows.',
    group: 'Message group',
    groupHelp: 'A paused group pauses all of its messages.',
  },
  state: {
    when: (trigger) => {
      if (!trigger) return 'At once';
      switch (trigger.on) {
        case 'page_seconds':
          return `${trigger.seconds} s into the page`;
        case 'visit_seconds':
          return `${trigger.seconds} s into the visit`;
        case 'idle':
          return `After ${trigger.seconds} s of rest`;
        case 'scroll':
          return `After ${trigger.percent}% of the page`;
        case 'exit_intent':
          return 'When about to leave';
        case 'event':
          return `After ${trigger.name || 'an event'}`;
        default:
          return 'At once';
      }
    },
    limits: (limits) => {
      const { per_visit, per_days, ever, hide_today, stop_after } = limits ?? {};
      const said = [per_visit && `${per_visit} a visit`, per_days && `${per_days.times} in ${per_days.days} days`, ever && `${ever} altogether`, hide_today && 'don’t show today', stop_after?.length && 'stops after an act'];
      return said.filter(Boolean).join(' · ') || 'No limit';
    },
    time: ({ start, end, schedule }, zone) => {
      const at = (of: string | number | undefined) => (momentMs(of) === undefined ? '' : moment(new Date(momentMs(of) ?? 0).toISOString(), 'en', zone));
      const said = [start !== undefined && `from ${at(start)}`, end !== undefined && `to ${at(end)}`, schedule?.weekdays?.length && schedule.weekdays.map((day) => DAYS_EN[day]).join(', '), schedule?.hours?.length && schedule.hours.map(({ from, to }) => `${from}–${to}`).join(', ')];
      return said.filter(Boolean).join(' · ') || 'Always';
    },
    look: ({ content, place }) => {
      const said = [place && en.look.places[place], content.accent && `accent ${content.accent}`, content.background && `background ${content.background}`, content.radius !== undefined && `radius ${content.radius}px`];
      return said.filter(Boolean).join(' · ') || 'As the shop looks';
    },
    test: (message) => {
      const [held = 0, ...rest] = shares(message);
      if (rest.length === 1) return held > 0 ? `Control group ${held}%` : 'The same for everybody';
      return [...['A', ...(message.variants ?? []).map(({ id }) => id)].map((letter, at) => `${letter} ${Math.round(rest[at] ?? 0)}%`), ...(held > 0 ? [`control ${held}%`] : [])].join(' · ');
    },
    order: ({ priority, group }) => [priority ? `Priority ${priority}` : 'Usual', group && 'in a group'].filter(Boolean).join(' · '),
  },
  preview: {
    title: 'Preview',
    device: 'Device',
    phone: 'Phone',
    desktop: 'Desktop',
    scheme: 'The shop is',
    light: 'Light',
    dark: 'Dark',
    shopper: 'Who looks',
    shoppers: { plain: 'Usual shopper (12,000 in the cart)', empty: 'Empty cart', cart: '38,000 in the cart', full: '90,000 in the cart', member: 'Signed-in member' },
    long: 'With long texts',
    inShop: 'Preview on my shop',
    help: 'Drawn by the very program that shoppers load. Press what you like.',
    stale: 'Something has to be mended: this is the last that could be drawn.',
    cannot: 'Something has to be mended before it can be drawn.',
    followed: (href) => `A press leads to ${href}.`,
    told: (event) => `It tells the shop “${event}”.`,
    failed: 'Could not load the preview. Reload in a moment.',
    nothing: { gauge: 'This shopper would not see it.', recommend: 'Nothing left to fill, or no product that fits: this shopper would not see it.', ticker: 'Fewer than you said: it is silent. In this preview 23 are looking.' },
    nothingOther: 'This shopper would not see it.',
    heading: 'Today’s tableware',
    buy: 'Add to cart',
    goods: ['White plate', 'Cutting board', 'Glass pitcher', 'Cotton towel', 'Two cups', 'Cutlery'],
    sample: { product: 'Hand-made cup', member: 'Jimin', grade: 'VIP', word: 'hand-made cup' },
  },
  publish: {
    title: 'Publish',
    text: 'This is what changes. Other saved changes go along.',
    nothing: 'There is nothing to publish: all is as it shows.',
    added: (name) => `The message “${name}” is turned on.`,
    who: (who) => `Who: ${who}`,
    everybody: 'every visitor',
    when: (when, limits) => `When: ${when} · ${limits}`,
    isOn: 'Published',
    isOnText: 'Shoppers begin to see it within a minute. Open your shop anew and do what it asks for, and you see it yourself.',
    openShop: 'Open the shop',
    results: 'See its results',
    others: 'Changes that go along',
    other: 'Goes along',
    news: 'Something has changed meanwhile. Look at the list again.',
    problem: (detail) => `It cannot be published yet: ${detail}`,
    yes: 'Publish',
    done: 'Published. Shoppers see it within a minute.',
  },
  shopLink: {
    title: 'Preview on the shop',
    text: 'Only who opens this link sees what is saved now, on top of the shop. It counts nothing.',
    page: 'Page',
    elsewhere: (domain) => `Give an address of the shop (${domain}).`,
    make: 'Make the link',
    open: 'Open it',
    copy: 'Copy the link',
    qr: 'QR code that opens it on a phone',
    until: (at) => `Good until ${at}, or until the message changes.`,
  },
  conflict: {
    title: 'Somebody else has saved meanwhile',
    text: 'You changed different things. They can be put together.',
    both: 'You changed the same thing. Put together, yours stays where they meet.',
    theirs: 'What they changed',
    mine: 'What you changed',
    take: 'Drop mine, load theirs',
    keep: 'Put together and save',
  },
  differences: {
    none: 'Nothing differs',
    gone: 'taken out',
    value: (value) => (typeof value === 'string' || typeof value === 'number' ? String(value) : value === true ? 'yes' : value === false ? 'no' : plain(value)),
    names: {
      name: 'Name', status: 'Status', type: 'Type', segment: 'Segment', group: 'Group', start: 'Start', end: 'End', priority: 'Priority', place: 'Place', limits: 'How often', trigger: 'Comes up', schedule: 'Days and hours', weight: 'Weight of A', variants: 'Variants', control: 'Control group',
      'content.title': 'Title', 'content.text': 'Text', 'content.done_text': 'When reached', 'content.image': 'Picture', 'content.button': 'Button', 'content.quiet': 'Second button', 'content.code': 'Code', 'content.countdown': 'Countdown', 'content.choices': 'Answers', 'content.form': 'Form', 'content.thanks': 'Thanks', 'content.badge': 'Badge', 'content.tiers': 'Goals', 'content.products': 'Products', 'content.show': 'Products shown', 'content.at_least': 'Least number', 'content.anchor': 'Place in the page', 'content.blocks': 'Blocks', 'content.accent': 'Accent', 'content.background': 'Background', 'content.color': 'Text colour', 'content.radius': 'Radius', 'content.font': 'Typeface', 'content.size': 'Text size', 'content.width': 'Width', 'content.animation': 'Animation',
    },
  },
  versions: {
    title: 'History',
    close: 'Back to writing',
    failed: 'Could not load the history',
    nobody: 'unknown',
    empty: 'Nothing has changed yet. Each time you save, it is kept here, and can be gone back to.',
    actions: { added: 'Made', changed: 'Changed', paused: 'Paused', resumed: 'Turned on again', ended: 'Ended', published: 'Published', imported: 'Imported' },
    compare: 'What changed',
    current: 'Now',
    restore: 'Back to this',
    restored: 'Loaded as it was then. Save to keep it.',
  },
};

/** What is more than a word, without the marks of a program. */
function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).join(', ');
  if (typeof value === 'object' && value !== null) return Object.values(value).map(plain).filter(Boolean).join(' · ');
  return String(value ?? '');
}

export const editor = { ko, en } satisfies Texts<typeof ko>;
