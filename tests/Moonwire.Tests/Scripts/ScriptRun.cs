using System.Text;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Scripts;

/// <summary>Compares the result of a script with the expectations.</summary>
internal static class ScriptRun
{
    /// <summary>Returns null if everything is as expected, otherwise a description of the differences.</summary>
    public static string? Complaint(ChildResult run, byte[] output, string errors, int exitCode)
    {
        var complaint = new StringBuilder();
        if (run.TimedOut)
        {
            complaint.Append("The script did not end in time and was killed.\n");
        }

        if (!run.Output.AsSpan().SequenceEqual(output))
        {
            complaint.Append("Standard output (- expected, + printed):\n")
                .Append(Visible.Difference(output, run.Output)).Append('\n');
        }

        var printed = Executable.WithoutPath(Encoding.UTF8.GetString(run.Errors));
        if (!LinePattern.Matches(errors, printed))
        {
            complaint.Append("Standard error (- expected, + printed):\n")
                .Append(Visible.Difference(Encoding.UTF8.GetBytes(errors), Encoding.UTF8.GetBytes(printed)))
                .Append('\n');
        }

        if (!run.TimedOut && run.ExitCode != exitCode)
        {
            complaint.Append($"Exit status {run.ExitCode}, expected {exitCode}.\n");
        }

        return complaint.Length == 0 ? null : complaint.ToString();
    }
}
