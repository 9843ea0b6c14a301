using System.Text;

namespace Moonwire.Runtime.Hosting;

/// <summary>
/// Finds the original bytes of a command-line argument. .NET decodes arguments from UTF-8. If an argument is not valid
/// UTF-8, this class searches /proc/self/cmdline for an argument that decodes to the same text.
/// </summary>
public static class CommandLineBytes
{
    private const string CommandLine = "/proc/self/cmdline";

    public static byte[] Of(string argument) =>
        argument.Contains('\uFFFD', StringComparison.Ordinal) && Original(argument) is { } bytes
            ? bytes
            : Encoding.UTF8.GetBytes(argument);

    private static byte[]? Original(string argument)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        byte[] all;
        try
        {
            all = File.ReadAllBytes(CommandLine);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // /proc is missing
        }

        var start = 0;
        for (var end = 0; end < all.Length; end++)
        {
            if (all[end] == 0)
            {
                if (Encoding.UTF8.GetString(all, start, end - start) == argument)
                {
                    return all[start..end];
                }

                start = end + 1;
            }
        }

        return null;
    }
}
