using Moonwire.Runtime.Loop;

namespace Moonwire.Runtime.Dns;

/// <summary>
/// A lookup that a worker thread of <see cref="NameResolver"/> makes. The worker then posts it to the loop as a
/// completion.
/// </summary>
internal abstract class Lookup : Completion
{
    private volatile bool _isDropped;

    /// <summary>True if the fiber no longer waits for the lookup. A worker does not start a dropped lookup.</summary>
    internal bool IsDropped => _isDropped;

    /// <summary>The loop's thread: marks the lookup as dropped. Called when its fiber gives up.</summary>
    internal void Drop() => _isDropped = true;

    /// <summary>
    /// True if the lookup asks no name server. A local lookup is never queued behind a lookup that asks a name server.
    /// </summary>
    internal virtual bool IsLocal => false;

    /// <summary>A worker thread: makes the lookup, which may block.</summary>
    internal abstract void Work();

    /// <summary>The loop's thread: called when the lookup is done, if its fiber still waits.</summary>
    protected abstract void Finish();

    internal sealed override void OnCompleted()
    {
        if (!_isDropped)
        {
            Finish();
        }
    }
}
