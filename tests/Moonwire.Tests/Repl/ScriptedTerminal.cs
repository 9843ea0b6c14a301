using Moonwire.Modules;
using Moonwire.Runtime.Hosting;

namespace Moonwire.Tests.Repl;

/// <summary>
/// Simulates a person who types lines in interactive mode and requests completions, without a terminal.
/// </summary>
internal sealed class ScriptedTerminal : ILineTerminal
{
    private readonly Queue<LineEvent> _events = new();

    public List<string> Offers { get; } = [];

    public List<string> Saved { get; } = [];

    public List<string> Reports { get; } = [];

    public void Type(string line) => _events.Enqueue(new LineEvent(LineEventKind.Line, line));

    public void Complete(string before) => _events.Enqueue(new LineEvent(LineEventKind.Completion, before));

    public void Cancel() => _events.Enqueue(new LineEvent(LineEventKind.Cancelled, ""));

    public int Run()
    {
        using var host = new LuaHost(new LuaHostOptions
        {
            Modules = StandardModules.Create,
            Report = Reports.Add,
            Exit = static code => throw new InvalidOperationException($"os.exit({code})"),
            Lines = this,
        });
        return host.Run(new LuaProgram
        {
            Steps = [new ProgramStep(StepKind.Interactive, "")],
            CommandLine = ["moonwire"],
            ScriptIndex = 0,
        });
    }

    public void Read(string? prompt, Action<LineEvent> ended) =>
        ended(_events.TryDequeue(out var next) ? next : new LineEvent(LineEventKind.End, ""));

    public void Abandon()
    {
    }

    public void Offer(int replaced, IReadOnlyList<string> candidates) =>
        Offers.Add($"{replaced}: {string.Join(' ', candidates)}");

    public void Save(string text) => Saved.Add(text);

    public void Show()
    {
    }

    public void Hide()
    {
    }
}
