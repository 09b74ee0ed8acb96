import type { ViewNode } from './node.ts';

/** What each element was made of last. */
const painted = new WeakMap<Node, ViewNode>();

/**
 * Makes the children of `parent` what `nodes` say, changing no more than differs: elements keep their identity, and so
 * focus, selection and scroll, while their tag and key do. Text becomes text nodes, never markup.
 */
export function patch(parent: Node, nodes: readonly (ViewNode | string)[]): void {
  const document = parent.ownerDocument as Document;
  const before = new Map<string, ChildNode>();
  parent.childNodes.forEach((child, place) => void before.set(nameOf(painted.get(child) ?? '', place), child));
  let next: ChildNode | null = parent.firstChild;
  nodes.forEach((node, place) => {
    const name = nameOf(node, place);
    const found = before.get(name);
    before.delete(name);
    const child = found ?? create(document, node);
    if (child === next) next = child.nextSibling;
    else parent.insertBefore(child, next);
    update(child, node);
  });
  for (const child of before.values()) child.remove();
}

const nameOf = (node: ViewNode | string, place: number): string =>
  typeof node === 'string' ? `text ${place}` : `${node.tag} ${node.key ?? place}`;

function create(document: Document, node: ViewNode | string): ChildNode {
  if (typeof node === 'string') return document.createTextNode(node);
  const element = document.createElement(node.tag);
  for (const type of Object.keys(node.on)) {
    element.addEventListener(type, (event) => painted.get(element)?.on[type]?.(event));
  }
  return element;
}

function update(child: ChildNode, node: ViewNode | string): void {
  if (typeof node === 'string') {
    if (child.nodeValue !== node) child.nodeValue = node;
    return;
  }
  const before = painted.get(child);
  // A part that was painted before is the same object.
  if (before === node) return;
  painted.set(child, node);
  const element = child as HTMLElement;
  for (const name of Object.keys(before?.attributes ?? {}))
    if (!(name in node.attributes)) element.removeAttribute(name);
  for (const [name, value] of Object.entries(node.attributes)) {
    if (before?.attributes[name] !== value) element.setAttribute(name, value === true ? '' : value);
  }
  for (const name of Object.keys(before?.style ?? {})) if (!(name in node.style)) element.style.removeProperty(name);
  for (const [name, value] of Object.entries(node.style)) {
    if (before?.style[name] !== value) element.style.setProperty(name, value);
  }
  patch(element, node.children);
  if (node.value !== undefined) setProperty(element as HTMLInputElement, 'value', node.value);
  if (node.checked !== undefined) setProperty(element as HTMLInputElement, 'checked', node.checked);
}

/** Set only where it differs: setting moves the caret. */
function setProperty<Name extends 'value' | 'checked'>(
  element: HTMLInputElement,
  name: Name,
  value: HTMLInputElement[Name],
): void {
  if (element[name] !== value) element[name] = value;
}
