using System.Globalization;

namespace Moonwire.Interpreter.Logging;

/// <summary>The names of the log file and of its successors: app.log, app_001.log, app_002.log.</summary>
/// <remarks>
/// Serilog's own file sink is not used, because its regular expressions would be a sixth of the executable.
/// </remarks>
internal sealed class LogFileNames
{
    private const int HighestNumber = 999_999_999;

    private readonly string _stem;
    private readonly string _extension;

    internal LogFileNames(string path)
    {
        var full = Path.GetFullPath(path);
        Folder = Path.GetDirectoryName(full) ?? full;
        _stem = Path.GetFileNameWithoutExtension(full);
        _extension = Path.GetExtension(full);
        Descriptor = OperatingSystem.IsLinux() ? DescriptorOf(full) : null;
    }

    internal string Folder { get; }

    /// <summary>The descriptor that the path denotes, as /dev/stdout and /dev/fd/3 do, or null.</summary>
    internal int? Descriptor { get; }

    /// <summary>Returns the path of the file with a number. Number 0 is the file without a number.</summary>
    internal string PathOf(int number) =>
        Path.Combine(
            Folder,
            number == 0
                ? _stem + _extension
                : $"{_stem}_{number.ToString("000", CultureInfo.InvariantCulture)}{_extension}");

    /// <summary>Returns the numbers of the existing files, in no order. Folders do not count.</summary>
    internal List<int> Numbers()
    {
        var result = new List<int>();
        foreach (var file in Directory.EnumerateFiles(Folder))
        {
            var name = Path.GetFileName(file);
            var digits = name.Length > _stem.Length + _extension.Length + 1
                && name.StartsWith(_stem + "_", StringComparison.Ordinal)
                && name.EndsWith(_extension, StringComparison.Ordinal)
                ? name.AsSpan((_stem.Length + 1)..^_extension.Length)
                : default;
            if (digits.Length >= 3
                && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number is > 0 and <= HighestNumber)
            {
                result.Add(number);
            }
            else if (name == _stem + _extension)
            {
                result.Add(0);
            }
        }

        return result;
    }

    private static int? DescriptorOf(string path) => path switch
    {
        "/dev/stdout" => 1,
        "/dev/stderr" => 2,
        _ when Path.GetDirectoryName(path) is "/dev/fd" or "/proc/self/fd"
            && int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) =>
                number,
        _ => null,
    };
}
