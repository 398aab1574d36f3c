"""What makes a page hard to read: controls without a name, words too pale for their ground."""

from __future__ import annotations

from playwright.async_api import Page

NAMELESS = """() => [...document.querySelectorAll('button, a, input, select, textarea, summary, [role=tab], img')]
  .filter((each) => each.checkVisibility())
  .filter((each) => !(each.matches('img') && each.hasAttribute('alt')))
  .filter((each) => !(each.getAttribute('aria-label') || each.labels?.length || each.textContent.trim()))
  .map((each) => `no name: ${each.outerHTML.slice(0, 120)}`)"""

# WCAG 2: 4.5 to 1, or 3 to 1 for large words; what is disabled is exempt, gradients are not judged.
PALE = """() => {
  const parts = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
  const over = ([r, g, b, a = 1], under) => [r, g, b].map((each, i) => each * a + under[i] * (1 - a));
  const light = (rgb) => rgb.map((each) => each / 255)
    .map((each) => (each <= 0.03928 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4))
    .reduce((sum, each, i) => sum + each * [0.2126, 0.7152, 0.0722][i], 0);
  const chain = (each) => (each ? [...chain(each.parentElement), each] : []);
  const ground = (each) => chain(each).map((node) => parts(getComputedStyle(node).backgroundColor))
    .reduce((under, colour) => over(colour, under), [255, 255, 255]);
  const painted = (each) => chain(each).some((node) => getComputedStyle(node).backgroundImage !== 'none');
  const worded = (each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const judge = (each) => {
    const style = getComputedStyle(each);
    const under = ground(each);
    const [dark, bright] = [light(over(parts(style.color), under)), light(under)].sort((a, b) => a - b);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    return { ratio: (bright + 0.05) / (dark + 0.05), least: large ? 3 : 4.5 };
  };
  return [...document.querySelectorAll('body *')]
    .filter((each) => worded(each) && each.checkVisibility() && !each.closest(':disabled, noscript, option'))
    .filter((each) => !painted(each))
    .map((each) => ({ each, ...judge(each) }))
    .filter(({ ratio, least }) => ratio < least)
    .map(({ each, ratio }) => `${ratio.toFixed(2)} to 1: ${each.outerHTML.slice(0, 120)}`);
}"""


async def complaints(page: Page) -> list[str]:
    """Return what is wrong with what is shown now."""
    return [*await page.evaluate(NAMELESS), *await page.evaluate(PALE)]
