import './tour-bar.css';
import { type ReactElement, useSyncExternalStore } from 'react';
import type { Tour } from './tour.ts';

/** What happens now, in a sentence, and the story's button. */
export function TourBar({ tour }: { readonly tour: Tour }): ReactElement {
  const { isPlaying, caption } = useSyncExternalStore(tour.subscribe, tour.state);
  return (
    <div className="tour-bar" data-playing={isPlaying}>
      <button type="button" className="strong-button" onClick={isPlaying ? tour.stop : tour.play}>
        {isPlaying ? 'Stop the story' : 'Play the story'}
      </button>
      <output>{caption}</output>
    </div>
  );
}
