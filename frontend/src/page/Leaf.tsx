import type { ReactNode } from 'react';

interface Props {
  /** What the page's own links lead to. */
  id: string;
  title: string;
  /** What it is for, beside it. */
  about: ReactNode;
  children: ReactNode;
}

/** A leaf of the instrument's manual: its title and purpose in the margin, the matter beside it. */
export function Leaf({ id, title, about, children }: Props) {
  return (
    <section className="leaf" id={id} aria-labelledby={`${id}-title`}>
      <header>
        <h2 id={`${id}-title`}>{title}</h2>
        <div className="about">{about}</div>
      </header>
      <div className="matter">{children}</div>
    </section>
  );
}
