using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Hosting;

/// <summary>
/// A request to the loop's thread, which serves it between two fibers or between two instructions of the running fiber.
/// Only one caller can take the request.
/// </summary>
/// <param name="serve">Does the work. The argument is the Lua thread that was stopped, or the default value between two
/// fibers.</param>
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

    /// <summary>The loop's thread: does the work, unless the request is already taken.</summary>
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
