using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Os;

namespace Moonwire.Interpreter.Logging;

/// <summary>
/// The log file and its successors, of which the newest are kept. The caller ensures that only one thread uses it at a
/// time.
/// </summary>
/// <remarks>
/// 1. No file of another program is overwritten: every write appends, and a successor is always a new file.
/// 2. Only a regular file is rolled. A pipe, a terminal or a descriptor of the process is opened once and written to.
/// 3. If another program has moved or deleted the file, a new file is opened in its place.
/// </remarks>
internal sealed class LogFile(string path, long sizeLimit, int countLimit) : IDisposable
{
    private const int NamesToTry = 1000;

    private readonly LogFileNames _names = new(path);
    private AppendedFile? _file;
    private int _number;
    private long _limit;

    /// <summary>True if the file ends in the middle of an event, because the disk was full.</summary>
    private bool _isTorn;

    internal string Path => path;

    /// <summary>The exception of the last failure to begin the next file or to delete an old one; or null.</summary>
    internal Exception? RollingProblem { get; private set; }

    /// <summary>
    /// Opens the newest file, unless it is open. Throws exceptions that <see cref="FileProblem"/> explains.
    /// </summary>
    internal void Open() => _ = Opened();

    /// <summary>Appends an event. Throws exceptions that <see cref="FileProblem"/> explains.</summary>
    internal void Write(ReadOnlySpan<byte> bytes)
    {
        if (_file is { IsInPlace: false })
        {
            Dispose();
            _isTorn = false;
        }

        var file = Opened();
        if (file.Length is > 0 and var length && length + bytes.Length > _limit)
        {
            file = Roll(length);
        }

        Append(file, bytes);
    }

    /// <summary>
    /// Appends an event. If the previous event was not written completely, begins a new line first, so that this event
    /// has its own line.
    /// </summary>
    private void Append(AppendedFile file, ReadOnlySpan<byte> bytes)
    {
        var length = file.Length;
        try
        {
            file.Write(_isTorn ? [(byte)'\n', .. bytes] : bytes);
            _isTorn = false;
        }
        catch (IOException)
        {
            _isTorn |= file.Length > length;
            throw;
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private AppendedFile Opened() =>
        _file ??= _names.Descriptor is { } descriptor ? AppendedFile.OpenDescriptor(descriptor) : OpenNewest();

    private AppendedFile OpenNewest()
    {
        _limit = sizeLimit;
        _number = 0;
        Directory.CreateDirectory(_names.Folder);
        var first = OpenFirst();
        try
        {
            if (first is { IsSeekable: false })
            {
                return first;
            }

            _number = _names.Numbers().DefaultIfEmpty(0).Max();
        }
        catch
        {
            first?.Dispose();
            throw;
        }

        if (first is not null && _number == 0)
        {
            return first;
        }

        first?.Dispose();
        return AppendedFile.Open(_names.PathOf(_number), FileMode.OpenOrCreate);
    }

    /// <summary>
    /// Opens the file without a number. Returns null if it does not exist, because it may have been deleted when its
    /// successors were written.
    /// </summary>
    private AppendedFile? OpenFirst()
    {
        try
        {
            return AppendedFile.Open(_names.PathOf(0), FileMode.Open);
        }
        catch (IOException e) when (FileProblem.Number(e) == Errno.ENOENT)
        {
            return null;
        }
    }

    /// <summary>Begins the next file. If that fails, the present file may grow by its size limit once more.</summary>
    private AppendedFile Roll(long length)
    {
        Dispose(); // first, because no other descriptor may be left
        List<int> numbers;
        try
        {
            numbers = _names.Numbers();
            _file = OpenNext(Math.Max(_number, numbers.DefaultIfEmpty(0).Max()));
            _limit = sizeLimit;
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            RollingProblem = e;
            _limit = length + sizeLimit;
            return _file = AppendedFile.Open(_names.PathOf(_number), FileMode.OpenOrCreate);
        }

        DeleteOldest(numbers);
        return _file;
    }

    /// <summary>Creates a file with the next free number after <paramref name="number"/>.</summary>
    private AppendedFile OpenNext(int number)
    {
        for (var next = number + 1; ; next++)
        {
            try
            {
                var file = AppendedFile.Open(_names.PathOf(next), FileMode.CreateNew);
                _number = next;
                _isTorn = false;
                return file;
            }
            catch (IOException e) when (FileProblem.Number(e) is Errno.EEXIST && next < number + NamesToTry)
            {
                // The name belongs to a folder, or to a file that another program has just created.
            }
        }
    }

    /// <summary>
    /// Deletes the oldest of these files, so that only the configured number is kept, including the present file.
    /// </summary>
    private void DeleteOldest(List<int> numbers)
    {
        foreach (var number in numbers.OrderDescending().Skip(countLimit - 1))
        {
            try
            {
                File.Delete(_names.PathOf(number));
            }
            catch (Exception e) when (FileProblem.Is(e))
            {
                RollingProblem = e;
            }
        }
    }
}
