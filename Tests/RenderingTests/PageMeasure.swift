import Foundation

/// What a page looks like, measured from its layout.
struct PageMeasure: Decodable {
  /// Widest and highest extent of what is laid out, in CSS pixels.
  var width: Double
  var height: Double
  /// What reaches beyond the right edge, where the page would have to be scrolled sideways.
  var wide: [String]
  /// Pieces of text that are laid out.
  var texts: Int
  /// Pairs of them that lie upon each other.
  var overlaps: [String]
  /// Pieces that are cut off and cannot be scrolled to.
  var cut: [String]
  /// Pieces that stand out too little from their ground (WCAG 2.2, 1.4.3: 4.5 to 1).
  var faint: [String]
  /// Elements and attributes that could run.
  var scripts: Int

  init(_ browser: Browser) throws {
    self = try JSONDecoder().decode(PageMeasure.self, from: try browser.evaluate("(\(PageMeasure.script))()"))
  }

  /// Opens everything that is folded, so that all of it is laid out.
  static func unfold(_ browser: Browser) throws {
    _ = try browser.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
  }

  /// Runs in the page, by the hand of the test; the page itself has no script.
  private static let script = #"""
    () => {
      const pieces = [], cut = [], faint = new Set()
      const short = text => text.replace(/\s+/g, ' ').trim().slice(0, 60)
      const where = element => {
        const named = element.closest('[id]')
        return `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}${named ? ' in #' + named.id : ''}`
      }
      const styles = new Map()
      const style = element => styles.get(element) ?? styles.set(element, getComputedStyle(element)).get(element)
      // What of a rectangle its ancestors let be seen; `lost` where nobody can scroll to the rest.
      const seen = (element, box) => {
        let [left, top, right, bottom] = [box.left, box.top, box.right, box.bottom], lost = false
        for (let up = element; up && up !== document.body && up !== document.documentElement; up = up.parentElement) {
          const {display, overflowX, overflowY} = style(up)
          const isImage = up.tagName.toLowerCase() === 'svg'
          if ((display === 'inline' && !isImage) || (overflowX === 'visible' && overflowY === 'visible')) continue
          const frame = up.getBoundingClientRect()
          const inside = right <= frame.right + 1 && left >= frame.left - 1 && bottom <= frame.bottom + 1 && top >= frame.top - 1
          if (!inside && !/auto|scroll/.test(overflowX + overflowY)) lost = true
          left = Math.max(left, frame.left); right = Math.min(right, frame.right)
          top = Math.max(top, frame.top); bottom = Math.min(bottom, frame.bottom)
        }
        return {left, top, right, bottom, lost}
      }
      // Laid out for those who listen alone.
      const isSpoken = element => {
        for (let up = element; up; up = up.parentElement) if (style(up).clipPath === 'inset(50%)') return true
        return false
      }
      const channel = value => { value /= 255; return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4 }
      const light = ([red, green, blue]) => 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue)
      const colour = text => (text.match(/[\d.]+/g) ?? []).map(Number)
      const ground = element => {
        for (let up = element; up; up = up.parentElement) {
          const parts = colour(style(up).backgroundColor)
          if (parts.length === 3 || parts[3] > 0.99) return parts
        }
        return matchMedia('(prefers-color-scheme: dark)').matches && getComputedStyle(document.documentElement).colorScheme.includes('dark') ? [18, 18, 18] : [255, 255, 255]
      }
      const walker = document.createTreeWalker(document.body ?? document.documentElement, NodeFilter.SHOW_TEXT)
      const range = document.createRange()
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (!node.data.trim()) continue
        const element = node.parentElement
        if (isSpoken(element) || element.closest('style, title, desc')) continue
        if (!element.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true})) continue
        range.selectNodeContents(node)
        for (const box of range.getClientRects()) {
          if (box.width < 1 || box.height < 1) continue
          const visible = seen(element, box)
          if (visible.lost) cut.push(`${short(node.data)} (${where(element)})`)
          // The box of a font is higher than its letters.
          const spare = box.height * 0.22
          const piece = {left: visible.left + 1, right: visible.right - 1, top: visible.top + spare, bottom: visible.bottom - spare, node, element}
          if (piece.right > piece.left && piece.bottom > piece.top) pieces.push(piece)
        }
        if (!element.closest('svg')) {
          const [one, other] = [light(colour(style(element).color)), light(ground(element))]
          const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
          if (contrast < 4.5) faint.add(`${contrast.toFixed(2)} ${where(element)}: ${short(node.data)}`)
        }
      }
      pieces.sort((one, other) => one.top - other.top)
      const overlaps = []
      let open = []
      for (const piece of pieces) {
        open = open.filter(one => one.bottom > piece.top)
        for (const one of open) {
          if (one.right > piece.left && piece.right > one.left && overlaps.length < 20) {
            overlaps.push(`"${short(one.node.data)}" (${where(one.element)}) and "${short(piece.node.data)}" (${where(piece.element)}) at ${Math.round(piece.left)}, ${Math.round(piece.top + scrollY)}`)
          }
        }
        open.push(piece)
      }
      let scripts = document.querySelectorAll('script, iframe, object, embed, [href^="javascript:" i]').length
      for (const element of document.querySelectorAll('*')) for (const {name} of element.attributes) if (/^on/i.test(name)) scripts += 1
      const root = document.scrollingElement ?? document.documentElement
      const scrolls = element => /auto|scroll|hidden/.test(getComputedStyle(element).overflowX)
      const wide = root.scrollWidth <= root.clientWidth ? [] : [...document.body?.querySelectorAll('*') ?? []].filter(element => {
        if (element.getBoundingClientRect().right <= root.clientWidth + 0.5 || !element.checkVisibility()) return false
        for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) if (scrolls(up)) return false
        return true
      }).map(where)
      return {width: root.scrollWidth, height: root.scrollHeight, wide: wide.slice(0, 8), texts: pieces.length, overlaps, cut: cut.slice(0, 20), faint: [...faint].slice(0, 20), scripts}
    }
    """#
}
