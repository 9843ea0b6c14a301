using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Os;

/// <summary>The type of a file, without the distinction of special files.</summary>
public enum FileKind
{
    /// <summary>The file does not exist, or cannot be reached.</summary>
    None,
    Regular,
    Folder,

    /// <summary>A device, a named pipe or a socket.</summary>
    Special,

    /// <summary>An open descriptor of a process, such as /dev/stdout. The path is a link, which must stay.</summary>
    Descriptor,
}

/// <summary>
/// Reads folders and the types of files on Linux. Paths are bytes, as in Lua, because .NET cannot reach a file whose
/// name is not UTF-8. On other systems, a name must be UTF-8.
/// </summary>
public static unsafe class FileCalls
{
    private const int AT_FDCWD = -100;
    private const int AT_SYMLINK_NOFOLLOW = 0x100;
    private const uint STATX_TYPE = 1;
    private const uint STATX_MTIME = 0x40;
    private const byte DT_UNKNOWN = 0;
    private const byte DT_DIR = 4;

    /// <summary>The size of struct statx, and the offsets of stx_mode and of the seconds of stx_mtime.</summary>
    private const int StatxSize = 256;
    private const int Mode = 28;
    private const int Changed = 112;

    /// <summary>The offsets of d_type and d_name in struct dirent of 64-bit Linux.</summary>
    private const int EntryType = 18;
    private const int EntryName = 19;

    /// <summary>The number of links after which the kernel gives up.</summary>
    private const int MaxLinks = 40;

    /// <summary>The bits of stx_mode that contain the type of the file.</summary>
    private const int TypeMask = 0xF000;
    private const int FolderType = 0x4000;
    private const int RegularType = 0x8000;

    /// <summary>Returns the type of a file, or of the file that a link leads to.</summary>
    /// <param name="changed">The Unix time of the last change in seconds.</param>
    public static FileKind KindOf(ReadOnlySpan<byte> path, out long changed)
    {
        if (OperatingSystem.IsLinux())
        {
            var kind = Stat(path, 0, out changed);
            return LeadsToDescriptor(LosslessText.Decode(path)) ? FileKind.Descriptor : kind;
        }

        var text = LosslessText.Decode(path);
        changed = new DateTimeOffset(File.GetLastWriteTimeUtc(text)).ToUnixTimeSeconds();
        return Directory.Exists(text) ? FileKind.Folder : File.Exists(text) ? FileKind.Regular : FileKind.None;
    }

    /// <summary>
    /// Returns the names in a folder, in any order, or null if the folder cannot be read. A link is not a folder.
    /// </summary>
    public static List<(byte[] Name, bool IsFolder)>? NamesIn(ReadOnlySpan<byte> folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return PortableNamesIn(LosslessText.Decode(folder));
        }

        nint stream;
        fixed (byte* start = Terminated(folder))
        {
            stream = Libc.opendir(start);
        }

        if (stream == 0)
        {
            return null;
        }

        var names = new List<(byte[] Name, bool IsFolder)>();
        for (var entry = Libc.readdir(stream); entry is not null; entry = Libc.readdir(stream))
        {
            var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry + EntryName);
            if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
            {
                var isFolder = entry[EntryType] == DT_UNKNOWN
                    ? Stat([.. folder, (byte)'/', .. name], AT_SYMLINK_NOFOLLOW, out _) == FileKind.Folder
                    : entry[EntryType] == DT_DIR;
                names.Add((name.ToArray(), isFolder));
            }
        }

        _ = Libc.closedir(stream);
        return names;
    }

    /// <summary>
    /// Returns true if a path, or a link on the way from it, is in the folder of a process's open descriptors.
    /// </summary>
    private static bool LeadsToDescriptor(string path)
    {
        try
        {
            for (var links = 0; links <= MaxLinks; links++)
            {
                var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
                if (folder == "/dev/fd"
                    || (folder.StartsWith("/proc/", StringComparison.Ordinal)
                        && folder.EndsWith("/fd", StringComparison.Ordinal)))
                {
                    return true;
                }

                if (new FileInfo(path).LinkTarget is not { } target)
                {
                    return false;
                }

                path = Path.Combine(folder, target);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }

        return false;
    }

    private static FileKind Stat(ReadOnlySpan<byte> path, int flags, out long changed)
    {
        var buffer = stackalloc byte[StatxSize];
        fixed (byte* start = Terminated(path))
        {
            if (Libc.statx(AT_FDCWD, start, flags, STATX_TYPE | STATX_MTIME, buffer) != 0)
            {
                changed = 0;
                return FileKind.None;
            }
        }

        var bytes = new ReadOnlySpan<byte>(buffer, StatxSize);
        changed = BinaryPrimitives.ReadInt64LittleEndian(bytes[Changed..]);
        return (BinaryPrimitives.ReadUInt16LittleEndian(bytes[Mode..]) & TypeMask) switch
        {
            FolderType => FileKind.Folder,
            RegularType => FileKind.Regular,
            _ => FileKind.Special,
        };
    }

    private static List<(byte[] Name, bool IsFolder)>? PortableNamesIn(string folder)
    {
        try
        {
            return [.. new DirectoryInfo(folder).EnumerateFileSystemInfos().Select(static entry =>
                (LosslessText.Encode(entry.Name), entry is DirectoryInfo && entry.LinkTarget is null))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static byte[] Terminated(ReadOnlySpan<byte> path) => [.. path, 0];
}
