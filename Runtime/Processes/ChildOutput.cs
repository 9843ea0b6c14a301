using System.Text;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Streams;

namespace Moonwire.Runtime.Processes;

/// <summary>
/// The lines that a child writes to its pipes, for fibers that wait for a certain line. The last bytes of unread output
/// are kept.
/// </summary>
public sealed class ChildOutput
{
    /// <summary>The number of bytes to keep from each pipe.</summary>
    internal const int Kept = 64 * 1024;

    private const int ShownLines = 10;
    private const int ShownLength = 200;

    private readonly ChildProcess _child;
    private readonly EventLoop _loop;
    private readonly ReadStream[] _streams;
    private readonly Queue<byte[]> _last = new();
    private readonly WaitQueue _waits = new();
    private bool _isServing;

    internal ChildOutput(ChildProcess child, EventLoop loop)
    {
        _child = child;
        _loop = loop;
        _streams = [.. new[] { child.Output, child.Errors }.OfType<ReadStream>()];
        foreach (var stream in _streams)
        {
            stream.Kept = Serve;
        }
    }

    /// <summary>True if standard output or standard error of the child is a pipe to the script.</summary>
    public bool HasStreams => _streams.Length > 0;

    internal bool HasEnded => Array.TrueForAll(_streams, static stream => stream.HasEnded && stream.Held.IsEmpty);

    internal EventLoop Loop => _loop;

    /// <summary>Begins to wait for a line.</summary>
    /// <returns>True when the outcome is set; false when the wait is queued and its fiber must be parked.</returns>
    internal bool Begin(LineWait wait)
    {
        foreach (var stream in _streams)
        {
            stream.KeepLast(Kept, always: true);
        }

        if (_waits.IsEmpty && Attempt(wait))
        {
            return true;
        }

        _waits.Add(wait);
        wait.SetTimer(); // does no harm if the attempt has already set the timer
        return false;
    }

    /// <summary>
    /// Begins to wait for the end of the child and of its output, and holds the first bytes of each pipe.
    /// </summary>
    /// <returns>True when the outcome is set; false when the wait is queued and its fiber must be parked.</returns>
    internal bool Begin(RunWait wait, int limit)
    {
        foreach (var stream in _streams)
        {
            stream.KeepFirst(limit);
        }

        if (Attempt(wait))
        {
            return true;
        }

        _waits.Add(wait);
        _child.WatchEnd(isWanted: true);
        return false;
    }

    internal void Remove(Wait wait)
    {
        if (wait.Queue is not null)
        {
            _waits.Remove(wait);
            _child.WatchEnd(isWanted: false);
        }
    }

    internal void OnExit() => Serve();

    /// <summary>Returns the state of the child and its last lines, for a message.</summary>
    internal string Describe()
    {
        var text = new StringBuilder();
        text.Append(_child.IsRunning ? $"the program {_child.Number} is running"
            : _child.ExitSignal is { } signal ? $"the program was ended by signal {signal}"
            : $"the program has ended with status {_child.ExitCode}");
        var dropped = _streams.Sum(static stream => stream.Dropped);
        if (dropped > 0)
        {
            text.Append($"; {dropped} bytes of its output were dropped, because nobody read them");
        }

        var lines = _last.Concat(_streams.SelectMany(static stream =>
            LuaText.Decode(stream.Held)
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(Encoding.UTF8.GetBytes)));
        var shown = lines.TakeLast(ShownLines).Select(static line => LuaText.Decode(line)).ToList();
        text.Append(shown.Count == 0 ? " and wrote no line" : "; its last lines:");
        foreach (var line in shown)
        {
            text.Append("\n  ").Append(line.Length > ShownLength ? line[..ShownLength] + "..." : line);
        }

        return text.ToString();
    }

    /// <summary>
    /// Wakes the fibers whose waits are finished. Does nothing if it is already running: one of its attempts may reap
    /// the child, and that calls this method again.
    /// </summary>
    private void Serve()
    {
        if (_isServing)
        {
            return;
        }

        _isServing = true;
        while (_waits.First is { } wait && (wait is LineWait line ? Attempt(line) : Attempt((RunWait)wait)))
        {
            _waits.Remove(wait);
            (wait as LineWait)?.RemoveTimer();
            _loop.Fibers.Wake(wait);
        }

        _isServing = false;
    }

    private bool Attempt(RunWait _) => Array.TrueForAll(_streams, static stream => stream.HasEnded) && _child.TryReap();

    private bool Attempt(LineWait wait)
    {
        if (Array.TrueForAll(_streams, static stream => stream.HasEnded || stream.IsTaken) && !HasEnded
            && Array.Exists(_streams, static stream => stream.IsTaken))
        {
            const string Detail = "another fiber reads the output of the program";
            wait.Error = LuaError.Generic(Errno.EBUSY) with { Detail = Detail };
            return true;
        }

        foreach (var stream in _streams)
        {
            if (!stream.IsTaken && stream.TryTakeLine() is { } line)
            {
                _last.Enqueue(line);
                if (_last.Count > ShownLines)
                {
                    _last.Dequeue();
                }

                wait.Line = line;
                return true;
            }
        }

        if (!HasEnded)
        {
            return false;
        }

        if (!_child.TryReap() && !wait.HasWaitedForEnd)
        {
            wait.WaitForEnd();
            _child.WatchEnd(isWanted: true);
            return false;
        }

        if (_child.IsRunning && !wait.IsOver)
        {
            return false;
        }

        wait.Fail();
        return true;
    }
}
