using System.Text;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Recording;

/// <summary>Reads recordings with the programs of Wireshark.</summary>
internal static class Capture
{
    public const string Outbound = "0x00000002";
    public const string Inbound = "0x00000001";

    /// <summary>Checks the checksums, and reads each datagram as plain data, whatever its port.</summary>
    private static readonly string[] Options =
    [
        "-o", "udp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-d", "udp.port==1-65535,data",
    ];

    public static void Require() => Tool.Require("tshark", "capinfos");

    /// <summary>Returns the fields of each packet. Several values of a field are separated with "|".</summary>
    public static async Task<IReadOnlyList<string[]>> FieldsAsync(string path, params string[] fields)
    {
        var names = fields.SelectMany(static field => new[] { "-e", field });
        var text = await RunAsync(
            "tshark", [.. Options, "-r", path, "-T", "fields", "-E", "aggregator=|", .. names]);
        return [.. text.Split('\n')[..^1].Select(static line => line.Split('\t'))];
    }

    /// <summary>Fails if tshark finds a defect in a packet.</summary>
    public static async Task AssertSoundAsync(string path)
    {
        var text = await RunAsync("tshark", [.. Options, "-r", path, "-q", "-z", "expert"]);
        foreach (var group in (string[])["Errors (", "Warns (", "Notes ("])
        {
            Assert.DoesNotContain(group, text, StringComparison.Ordinal);
        }

        var malformed = await RunAsync("tshark", [.. Options, "-r", path, "-Y", "_ws.malformed"]);
        Assert.Equal("", malformed);
    }

    /// <summary>Returns the value of a line of capinfos, such as "Number of packets".</summary>
    public static async Task<string> InfoAsync(string path, string name)
    {
        var text = await RunAsync("capinfos", ["-M", path]);
        return text.Split('\n').First(line => line.TrimStart().StartsWith(name, StringComparison.Ordinal))
            .Split([':', '='], 2)[1].Trim();
    }

    /// <summary>Returns the number of packets in whole blocks, for a file that may be cut.</summary>
    public static int WholePackets(ReadOnlySpan<byte> file)
    {
        const uint packet = 6;
        var count = 0;
        while (file.Length >= 8 && BitConverter.ToInt32(file[4..]) is var size && size <= file.Length)
        {
            count += BitConverter.ToUInt32(file) == packet ? 1 : 0;
            file = file[size..];
        }

        return count;
    }

    private static async Task<string> RunAsync(string program, string[] arguments)
    {
        var run = await ChildProcess.RunAsync(CleanStart.Of(program, arguments), default, Executable.Bound);
        var errors = string.Concat(Encoding.UTF8.GetString(run.Errors).Split('\n')
            .Where(static line => !line.StartsWith("Running as user \"root\"", StringComparison.Ordinal)));
        Assert.Equal("", errors);
        Assert.Equal(0, run.ExitCode);
        return Encoding.UTF8.GetString(run.Output);
    }
}
