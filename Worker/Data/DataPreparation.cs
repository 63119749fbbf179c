using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Worker.Data;

/// <summary>Prepared data and the file it lies in.</summary>
internal sealed record Preparation(PreparedData Data, string Path);

/// <summary>
/// Prepares data sets into a cache folder. A preparation is named by a hash over the request and the content of its
/// source, so that the same request finds it again and a changed file does not.
/// </summary>
internal sealed class DataPreparation(string cacheFolder, AptCommands apt, Action<string> log)
{
    /// <summary>Part of the name: raise it when the same request would give other data.</summary>
    private const int Version = 1;

    /// <summary>EWOULDBLOCK: what opening a file answers whose lock another process holds.</summary>
    private const int WouldBlock = 11;

    /// <summary>How often to ask for a lock that another process holds; it holds it for seconds.</summary>
    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(200);

    public static Task<Preparation> PrepareAsync(DataRequest request, string cacheFolder, Action<string> log, CancellationToken cancellation) =>
        new DataPreparation(cacheFolder, AptCommands.OfThisMachine, log).PrepareAsync(request, cancellation);

    /// <exception cref="DataProblem">The data is missing, malformed or does not suffice.</exception>
    /// <exception cref="IOException">The cache folder cannot be written, or the disk is full.</exception>
    public async Task<Preparation> PrepareAsync(DataRequest request, CancellationToken cancellation)
    {
        request.Check();
        Directory.CreateDirectory(cacheFolder);
        await using var only = await LockAsync(cancellation);
        return request.Format switch
        {
            DataFormat.Debtags => await PrepareDebtagsAsync(request, cancellation),
            DataFormat.Mulan => Prepare(
                request,
                await FingerprintOfAsync([request.TrainPath!, request.TestPath, request.HeaderPath!], cancellation),
                () => MulanSource.Read(request.TrainPath!, request.TestPath, request.HeaderPath!, request.Preprocessing)),
            var unknown => throw new ArgumentOutOfRangeException(nameof(request), unknown, "no such data format"),
        };
    }

    private async Task<Preparation> PrepareDebtagsAsync(DataRequest request, CancellationToken cancellation)
    {
        var corpus = await DebtagsCorpus.OpenAsync(cacheFolder, apt, log, cancellation);
        return Prepare(request, corpus.Fingerprint, () => DebtagsSource.Read(corpus, request));
    }

    private Preparation Prepare(DataRequest request, string sourceFingerprint, Func<SourceRows> read)
    {
        var key = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{Version}\n{PreparedDataFile.Version}\n{sourceFingerprint}\n{request.Canonical()}")));
        var path = Path.Combine(cacheFolder, $"{Convert.ToHexStringLower(key)[..16]}.data");
        if (File.Exists(path) && LoadOrNull(path) is { } cached) return new Preparation(cached, path);

        log("preparing the data");
        var data = DataAssembly.Assemble(read(), request);
        PreparedDataFile.Save(data, path);
        return new Preparation(data, path);
    }

    private PreparedData? LoadOrNull(string path)
    {
        try
        {
            return PreparedDataFile.Load(path);
        }
        catch (DataProblem damaged)
        {
            log($"{damaged.Message}: preparing it again");
            return null;
        }
    }

    private static async Task<string> FingerprintOfAsync(IEnumerable<string?> paths, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in paths)
        {
            if (path is null) continue;
            if (!File.Exists(path)) throw new DataProblem($"the data file {path} does not exist");
            await using var file = File.OpenRead(path);
            hash.AppendData(await SHA256.HashDataAsync(file, cancellation));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The kernel lets go of the lock when its process dies, however it dies.</summary>
    private async Task<FileStream> LockAsync(CancellationToken cancellation)
    {
        var path = Path.Combine(cacheFolder, "preparation.lock");
        var isSaid = false;
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException held) when (held.HResult == WouldBlock)
            {
                if (!isSaid) log($"another process prepares data in {cacheFolder}: waiting for it");
                isSaid = true;
                await Task.Delay(LockPoll, cancellation);
            }
        }
    }
}
