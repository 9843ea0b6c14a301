using Moonwire.Runtime.Loop;

namespace Moonwire.Runtime.Dns;

/// <summary>
/// Work that a thread of <see cref="NameResolver"/> does. It comes back to the loop's thread as a completion, unless it
/// was dropped.
/// </summary>
internal abstract class Lookup : Completion
{
    private volatile bool _isDropped;

    /// <summary>Whether nobody waits for it any more. The loop's thread decides; a worker that sees it need not start.</summary>
    internal bool IsDropped => _isDropped;

    /// <summary>The loop's thread: nobody waits for it any more.</summary>
    internal void Drop() => _isDropped = true;

    /// <summary>True if the work waits for no name server, and so does not wait behind lookups that do.</summary>
    internal virtual bool IsLocal => false;

    /// <summary>A worker: does the work, which may block.</summary>
    internal abstract void Work();

    /// <summary>The loop's thread: the work is done, and somebody waits for it.</summary>
    protected abstract void Finish();

    internal sealed override void OnCompleted()
    {
        if (!_isDropped)
        {
            Finish();
        }
    }
}
