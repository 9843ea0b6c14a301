using System.Runtime.InteropServices;
using System.Text;
using Moonwire.Interpreter.Streams;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Os;

namespace Moonwire.Interpreter.Repl;

/// <summary>
/// Edits lines on the terminal while the loop runs other fibers. A thread of its own waits for keys, but only while a
/// line is read, because a script may read standard input too. Only the loop's thread uses the other fields. The gate
/// guards the state of the screen, which other threads use as well.
/// </summary>
internal sealed class TerminalLines : ILineTerminal, IDisposable
{
    private readonly Lock _gate = new();
    private readonly History _history = new();
    private readonly HistoryFile _file = new(
        HistoryFile.PathOf(Environment.GetEnvironmentVariable), warn: StandardStreams.WriteError);
    private readonly KeyDecoder _decoder = new();
    private readonly Queue<Key> _keys = new();
    private readonly LineRenderer _renderer = new();
    private readonly LineEditor _editor;
    private readonly SemaphoreSlim _wanted = new(0);
    private readonly List<PosixSignalRegistration> _signals = [];
    private Action<Action>? _post;
    private Action<LineEvent>? _ended;
    private bool _isWaiting; // the thread has been asked for keys
    private bool _isShown;
    private bool _isStale;
    private bool _isUsed;
    private volatile bool _isOver = true;

    private TerminalLines() => _editor = new LineEditor(_history);

    /// <summary>
    /// Any thread: true if lines are read and run, so that the keyboard's interrupt concerns one of them.
    /// </summary>
    internal bool IsInteractive => !_isOver;

    /// <summary>The loop's thread: true if a line is being edited.</summary>
    internal bool IsReading => _ended is not null;

    /// <summary>Returns the terminal, or null if there is no terminal, or if it cannot position its cursor.</summary>
    internal static TerminalLines? TryOpen() =>
        !Console.IsInputRedirected && !Console.IsOutputRedirected && TerminalDevice.IsPresent
            && Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } kind && kind != "dumb"
            ? new TerminalLines()
            : null;

    /// <param name="post">Queues an action for the loop's thread.</param>
    internal void Attach(Action<Action> post)
    {
        _post = post;
        DeferredStdout.Showing = Hide;
    }

    public void Read(string? prompt, Action<LineEvent> ended)
    {
        if (!_isUsed)
        {
            Begin();
        }

        _isOver = false;
        _ended = ended;
        if (prompt is not null)
        {
            _editor.Start(prompt);
            DeferredStdout.Hold(); // flushes what a statement has written without a final newline
            TerminalDevice.BeginEditing();
            Write(_renderer.FreshRow(TerminalDevice.Columns));
        }

        _isStale = true;
        Process();
    }

    public void Abandon()
    {
        _ended = null;
        _isOver = true;
        Stop("\r\n");
    }

    public void Offer(int replaced, IReadOnlyList<string> candidates)
    {
        if (_editor.Offer(replaced, candidates))
        {
            DrawWhole();
            lock (_gate)
            {
                Write("\r\n" + LineRenderer.Columns(candidates, TerminalDevice.Columns));
                _isShown = false;
            }
        }
    }

    public void Save(string text)
    {
        if (_history.Add(text))
        {
            _file.Append(text);
        }
    }

    public void Show()
    {
        if (_ended is null)
        {
            return;
        }

        if (DeferredStdout.Write(out var endedLine) && !endedLine)
        {
            Write("\r\n");
        }

        lock (_gate)
        {
            if (!_isShown || _isStale)
            {
                Draw(_editor.Cursor);
                _isStale = false;
            }
        }
    }

    public void Hide()
    {
        lock (_gate)
        {
            if (_isShown)
            {
                Write(_renderer.Erase(TerminalDevice.Columns));
                _isShown = false;
            }
        }
    }

    /// <summary>The loop's thread: cancels the typed line. Returns false if no line is being read.</summary>
    internal bool TryCancel()
    {
        if (_ended is null)
        {
            return false;
        }

        _keys.Clear();
        DrawWhole();
        End(new LineEvent(LineEventKind.Cancelled, ""), "^C\r\n");
        return true;
    }

    public void Dispose()
    {
        _ended = null;
        Stop("\r\n");
        _signals.ForEach(static signal => signal.Dispose());
        _wanted.Dispose();
    }

    private void Begin()
    {
        _isUsed = true;
        _file.Load(_history);
        new Thread(ReadKeys) { IsBackground = true, Name = "keys" }.Start();
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => _post!(() =>
        {
            TerminalDevice.ResumeEditing();
            Refresh();
        })));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => _post!(Refresh)));
    }

    private void Refresh()
    {
        Hide();
        _isStale = true;
    }

    /// <summary>Waits for keys, on the thread for keys.</summary>
    private void ReadKeys()
    {
        var bytes = new byte[4096];
        while (true)
        {
            try
            {
                _wanted.Wait();
            }
            catch (ObjectDisposedException)
            {
                return;
            }

            var count = TerminalDevice.Read(bytes);
            var read = bytes.AsSpan(0, count).ToArray();
            _post!(() => OnKeys(read));
        }
    }

    private void OnKeys(byte[] bytes)
    {
        _isWaiting = false;
        if (bytes.Length == 0)
        {
            End(new LineEvent(LineEventKind.End, ""), "");
            return;
        }

        _decoder.Feed(bytes).ForEach(_keys.Enqueue);
        _isStale = true;
        Process();
    }

    /// <summary>Handles the available keys, and asks for more if the line is not complete.</summary>
    private void Process()
    {
        while (_ended is not null && _keys.TryDequeue(out var key))
        {
            switch (_editor.Handle(key))
            {
                case EditOutcome.Accepted:
                    DrawWhole();
                    End(new LineEvent(LineEventKind.Line, _editor.Text), "\r\n");
                    break;
                case EditOutcome.EndOfInput:
                    DrawWhole();
                    End(new LineEvent(LineEventKind.End, ""), "");
                    break;
                case EditOutcome.Completion:
                    Answer(new LineEvent(LineEventKind.Completion, _editor.BeforeCursor));
                    break;
                case EditOutcome.ClearScreen:
                    Hide();
                    Write("\e[H\e[2J");
                    break;
                default:
                    break;
            }
        }

        if (_ended is not null && !_isWaiting)
        {
            _isWaiting = true;
            _ = _wanted.Release();
        }
    }

    private void End(LineEvent found, string ending)
    {
        if (_ended is not null)
        {
            _isOver = found.Kind == LineEventKind.End;
            Stop(ending);
            Answer(found);
        }
    }

    private void Answer(LineEvent found)
    {
        var ended = _ended!;
        _ended = null;
        ended(found);
    }

    /// <summary>Gives the terminal back to the script.</summary>
    private void Stop(string ending)
    {
        lock (_gate)
        {
            if (_isShown)
            {
                Write(ending);
            }

            _isShown = false;
        }

        _ = TerminalDevice.EndEditing();
        DeferredStdout.Release();
    }

    /// <summary>Shows the current line, with the cursor after its end.</summary>
    private void DrawWhole()
    {
        if (DeferredStdout.Write(out var endedLine) && !endedLine)
        {
            Write("\r\n");
        }

        lock (_gate)
        {
            Draw(_editor.Text.Length);
        }
    }

    private void Draw(int cursor)
    {
        if (!_isShown)
        {
            _renderer.Forget();
        }

        Write(_renderer.Draw(_editor.Prompt, _editor.Text, cursor, TerminalDevice.Columns));
        _isShown = true;
    }

    private static void Write(string text) => TerminalDevice.Write(Encoding.UTF8.GetBytes(text));
}
