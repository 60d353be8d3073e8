/**
 * What the element says, by language. `{name}` is filled in; what counts
 * something has a form for each plural category of its language.
 */
export const strings = {
  en: {
    label: 'Search',
    placeholder: 'Search…',
    results: 'Results',
    found: { one: '{count} result in {ms} ms', other: '{count} results in {ms} ms' },
    best: { other: '{count} results in {ms} ms, these are the best {shown}' },
    expanded: 'Also looked for: {ways}',
    corrected: 'Results for “{to}”',
    literal: 'Search for “{from}” as typed',
    none: 'Nothing found for “{query}”.',
    unknown: 'This article is not here: it may have been renamed or removed.',
    unread: 'This article cannot be shown: {why}',
    loading: 'Still loading…',
    broken: 'Search does not work: {why}',
    partial: 'There may be more: {why}',
    back: 'Back to the results',
    errors: {
      'index/missing': 'a file of the index cannot be loaded. Check the connection, then search again or reload the page.',
      'index/corrupt': 'a file of the index is damaged. The site’s owner must upload the index again.',
      'index/foreign': 'a file of the index is something else. The site’s owner must upload the index again.',
      'index/mixed': 'the index has just been replaced. Reload the page.',
      'index/version': 'the index was made by another version. Reload the page; if that does not help, its owner must build it again.',
      'engine/refused': 'this page does not allow WebAssembly. Its policy needs script-src \'wasm-unsafe-eval\'.',
      other: 'something went wrong. Reload the page.',
    },
  },
  vi: {
    label: 'Tìm kiếm',
    placeholder: 'Tìm kiếm…',
    results: 'Kết quả',
    found: { other: '{count} kết quả trong {ms} ms' },
    best: { other: '{count} kết quả trong {ms} ms, đây là {shown} kết quả đầu' },
    expanded: 'Tìm cả: {ways}',
    corrected: 'Kết quả cho “{to}”',
    literal: 'Tìm đúng “{from}” như đã gõ',
    none: 'Không tìm thấy gì cho “{query}”.',
    unknown: 'Không có bài này: có thể bài đã được đổi tên hoặc gỡ bỏ.',
    unread: 'Không mở được bài này: {why}',
    loading: 'Đang tải…',
    broken: 'Không tìm kiếm được: {why}',
    partial: 'Có thể còn nữa: {why}',
    back: 'Trở lại kết quả',
    errors: {
      'index/missing': 'không tải được một tệp của chỉ mục. Hãy kiểm tra kết nối, rồi tìm lại hoặc tải lại trang.',
      'index/corrupt': 'một tệp của chỉ mục bị hỏng. Chủ trang cần tải lại chỉ mục lên máy chủ.',
      'index/foreign': 'một tệp của chỉ mục không đúng loại. Chủ trang cần tải lại chỉ mục lên máy chủ.',
      'index/mixed': 'chỉ mục vừa được thay mới. Hãy tải lại trang.',
      'index/version': 'chỉ mục thuộc phiên bản khác. Hãy tải lại trang; nếu vẫn không được, chủ trang cần tạo lại chỉ mục.',
      'engine/refused': 'trang này không cho chạy WebAssembly. Chính sách của trang cần có script-src \'wasm-unsafe-eval\'.',
      other: 'có lỗi xảy ra. Hãy tải lại trang.',
    },
  },
};

/** @typedef {typeof strings.en} Strings */

/**
 * The strings for a language tag; English for one that is not here.
 * @param {string} tag
 * @returns {Strings}
 */
export function stringsFor(tag) {
  const language = tag.toLowerCase().split('-')[0];
  return /** @type {any} */ (strings)[language] ?? strings.en;
}

/**
 * A string with its places filled in.
 * @param {string} text
 * @param {Record<string, string | number>} values
 */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}
