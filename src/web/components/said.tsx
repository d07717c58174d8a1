/** What came of the last thing that was done, and why it was refused. */
export function Said({ done, error }: { done?: string | undefined; error?: string | undefined }) {
  return (
    <>
      {error === undefined ? null : (
        <p class="notice notice-bad" role="alert">
          {error}
        </p>
      )}
      {done === undefined ? null : (
        <p class="notice notice-good" role="status">
          {done}
        </p>
      )}
    </>
  );
}
