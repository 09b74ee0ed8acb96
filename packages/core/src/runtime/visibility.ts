/** Whether a person can see the app: becoming visible is a reason to reconnect at once. */
export interface Visibility {
  isVisible(): boolean;
  subscribe(changed: () => void): () => void;
}
