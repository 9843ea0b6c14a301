using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Hosting;

/// <summary>
/// Something that the loop's thread shall do soon: between two fibers, or between two instructions of the one that runs.
/// Whoever gets there first takes it.
/// </summary>
/// <param name="serve">Gets the Lua thread that was stopped, or none between two fibers.</param>
internal sealed class LoopRequest(Action<LuaThread> serve) : Completion
{
    private readonly TaskCompletionSource _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isTaken;

    internal bool TryTake()
    {
        if (Interlocked.Exchange(ref _isTaken, 1) != 0)
        {
            return false;
        }

        _taken.SetResult();
        return true;
    }

    /// <summary>On the loop's thread: does it, unless it was taken before.</summary>
    internal void Serve(LuaThread stopped)
    {
        if (TryTake())
        {
            serve(stopped);
            _done.SetResult();
        }
    }

    internal bool AwaitTaken(TimeSpan patience) => _taken.Task.Wait(patience);

    internal bool AwaitDone(TimeSpan patience) => _done.Task.Wait(patience);

    internal override void OnCompleted() => Serve(default);
}
