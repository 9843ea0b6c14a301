using Moonwire.Runtime.Recording;

namespace Moonwire.Runtime.Hosting;

/// <summary>Loads the Lua files of --redact.</summary>
public static class RedactFile
{
    private const string Shim = "sandbox.lua";
    private const int MaxSize = 16 * 1024 * 1024;

    /// <summary>
    /// Runs a file, which must return a function. Returns null and the reason if the file is wrong. Throws an exception
    /// of <see cref="File.OpenRead(string)"/>.
    /// </summary>
    public static RedactFunction? Load(string path, out string problem)
    {
        if (Read(path) is not { } source)
        {
            problem = "the file is larger than 16 MiB";
            return null;
        }

        var shims = new CompiledShims(typeof(RedactFile).Assembly);
        return RedactFunction.Load(shims.Of(Shim), source, path, out problem);
    }

    /// <summary>Reads a file, which may be a pipe. Returns null if the file is too large.</summary>
    private static byte[]? Read(string path)
    {
        using var file = File.OpenRead(path);
        using var content = new MemoryStream();
        var part = new byte[64 * 1024];
        while (content.Length <= MaxSize)
        {
            var count = file.Read(part);
            if (count == 0)
            {
                return content.ToArray();
            }

            content.Write(part, 0, count);
        }

        return null;
    }
}
