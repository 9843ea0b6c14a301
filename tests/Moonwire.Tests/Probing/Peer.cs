namespace Moonwire.Tests.Probing;

/// <summary>
/// A server that others have written: a script in Peers/, which starts the server in the working folder. The first
/// comments are the questions to it.
/// </summary>
/// <param name="Script">The path of the script.</param>
/// <param name="Tools">The programs that must be installed.</param>
/// <param name="Right">A target that the server satisfies.</param>
/// <param name="Answer">A part of what moonwire then says.</param>
/// <param name="Wrong">
/// The exit status, and the arguments that ask the server for something else. It is null if a protocol has neither an
/// expectation nor a key.
/// </param>
internal sealed record Peer(string Script, string[] Tools, string Right, string Answer, string? Wrong)
{
    public static Peer Read(string script)
    {
        var comments = File.ReadLines(script)
            .Skip(1)
            .TakeWhile(line => line.StartsWith("# ", StringComparison.Ordinal))
            .Select(line => line[2..].Split(": ", 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        return new Peer(
            script,
            comments["tools"].Split(' '),
            comments["right"],
            comments["answer"],
            comments.GetValueOrDefault("wrong"));
    }
}
