using System.Net.Sockets;

namespace Moonwire.Runtime.Loop;

/// <summary>A socket or another descriptor whose readiness the loop can watch.</summary>
public abstract class ReadinessSource
{
    /// <summary>The source's index in the array of <see cref="SpeculativeReads"/>, or -1.</summary>
    internal int WaitingPlace { get; set; } = -1;

    /// <summary>
    /// Orders the sources by how long fibers have waited for them: a smaller number means a longer wait. 0 while no
    /// fiber waits.
    /// </summary>
    internal long WaitingSince { get; set; }

    /// <summary>
    /// The socket to watch. Must not change while the source is watched. Throws if <see cref="IsSocket"/> is false.
    /// </summary>
    internal virtual Socket Watched => throw new NotSupportedException();

    /// <summary>True if the source has a .NET socket (<see cref="Watched"/>).</summary>
    internal virtual bool IsSocket => true;

    /// <summary>The descriptor to watch. Must not change while the source is watched.</summary>
    internal virtual int Descriptor => (int)Watched.SafeHandle.DangerousGetHandle();

    /// <summary>
    /// The slot of the source in the poller's <see cref="SourceTable"/>, or -1 while the source is not watched.
    /// </summary>
    internal int Slot { get; set; } = -1;

    internal bool IsWatched => Slot >= 0;

    /// <summary>True if a fiber waits for input.</summary>
    internal abstract bool WantsInput { get; }

    /// <summary>True if a fiber waits for room for output.</summary>
    internal virtual bool WantsOutput => false;

    /// <summary>
    /// The loop's thread: called when the source is ready. It may wake fibers, but must not run them. It must not
    /// unwatch other sources.
    /// </summary>
    internal abstract void OnReady();

    /// <summary>
    /// Predicts whether <see cref="TryNow"/> is worth a syscall in the loop. A socket has a second predictor for the
    /// calls of scripts.
    /// </summary>
    internal TryPredictor LoopPredictor = new();

    /// <summary>Tries to receive before the kernel has reported input. Returns true if a fiber was woken.</summary>
    internal abstract bool TryNow();
}
