using System.Net.Sockets;

namespace Moonwire.Runtime.Loop;

/// <summary>Something whose readiness the loop waits for.</summary>
public abstract class ReadinessSource
{
    /// <summary>The source's place in <see cref="SpeculativeReads"/>, or -1.</summary>
    internal int WaitingPlace { get; set; } = -1;

    /// <summary>Since when fibers wait for the source, as a number that grows; 0 while none does.</summary>
    internal long WaitingSince { get; set; }

    /// <summary>The socket to watch; constant while watched.</summary>
    internal abstract Socket Watched { get; }

    /// <summary>The place that the readiness keeps the source under, or -1 while it is not watched.</summary>
    internal int Slot { get; set; } = -1;

    internal bool IsWatched => Slot >= 0;

    /// <summary>Whether a fiber waits for input, so that a report of it is of use.</summary>
    internal abstract bool WantsInput { get; }

    /// <summary>True if a fiber waits for room to send.</summary>
    internal virtual bool WantsOutput => false;

    /// <summary>Called on the loop thread. Wakes fibers, runs none; may unwatch this source only.</summary>
    internal abstract void OnReady();

    /// <summary>Guesses whether <see cref="TryNow"/> is worth a system call in the loop. A socket has another predictor for its calls.</summary>
    internal TryPredictor LoopPredictor = new();

    /// <summary>Looks for input without being told of any; true when a fiber was woken.</summary>
    internal abstract bool TryNow();
}
