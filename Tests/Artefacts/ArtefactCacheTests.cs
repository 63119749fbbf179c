using Coordinator.Artefacts;
using Microsoft.Extensions.Logging.Abstractions;
using Shared.Randomness;
using Shared.Trials;
using Tests.Agent;
using Tests.Http;
using Tests.Running;
using Worker.Agent;
using Worker.Metrics;

namespace Tests.Artefacts;

/// <summary>A worker's artefacts, from a real coordinator.</summary>
public sealed class ArtefactCacheTests : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private readonly WorkerMetrics metrics = new(1);
    private readonly ManualTime time = new();
    private readonly Content first = new(1000), second = new(1001), third = new(1002);
    private LiveServer live = null!;
    private PatientHttp http = null!;

    public async ValueTask InitializeAsync()
    {
        live = await LiveServer.Start(launch: 0);
        http = new PatientHttp([live.Server.Address], LiveServer.Everything, null, metrics, new Backoff(new SeededGenerator(1, "backoff"), TimeProvider.System), TimeProvider.System, NullLogger.Instance);
        foreach (var content in new[] { first, second, third })
            Assert.Null(await ((IArtefactStore)live.Coordinator.Artefacts).Store(content.Address, content.ToStream(), default));
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        metrics.Dispose();
        await live.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task What_was_not_used_for_longest_makes_room()
    {
        var cache = Cache(limit: 2100);
        await Use(cache, first);
        await Use(cache, second);
        await Use(cache, first);

        await Use(cache, third);

        Assert.Equal([first.Address, third.Address], Cached());
    }

    [Fact]
    public async Task What_is_in_use_stays_also_where_another_worker_needs_room()
    {
        using var used = await Cache(limit: 1500).GetAsync(first.Address, default);
        var other = Cache(limit: 1500);
        await Use(other, second);
        Assert.Equal([first.Address, second.Address], Cached());

        await Use(other, third);
        Assert.Equal([first.Address, third.Address], Cached());
        Assert.Equal(first.Bytes, await File.ReadAllBytesAsync(used.Path));

        used.Dispose();
        await Use(other, second);
        Assert.Equal([second.Address], Cached());
    }

    [Fact]
    public async Task What_went_is_downloaded_again_and_slots_that_ask_at_once_get_the_same_file()
    {
        var cache = Cache(limit: 1500);
        await Use(cache, first);
        await Use(cache, second);
        Assert.Equal([second.Address], Cached());

        var files = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => cache.GetAsync(first.Address, default)));

        Assert.Equal(first.Bytes, await File.ReadAllBytesAsync(Assert.Single(files.Select(file => file.Path).Distinct())));
        foreach (var file in files) file.Dispose();
    }

    [Fact]
    public async Task A_file_that_is_not_what_its_name_says_and_a_download_left_half_done_are_replaced_and_removed()
    {
        await Use(Cache(limit: 5000), first);
        await File.WriteAllTextAsync(folder.File(first.Address.ToString()), "something else");
        await File.WriteAllTextAsync(folder.File($"{second.Address}.77"), "half");
        File.SetLastWriteTimeUtc(folder.File($"{second.Address}.77"), time.GetUtcNow().UtcDateTime);
        time.Advance(TimeSpan.FromHours(2));

        using var file = await Cache(limit: 5000).GetAsync(first.Address, default);

        Assert.Equal(first.Bytes, await File.ReadAllBytesAsync(file.Path));
        Assert.Equal([first.Address.ToString()], new DirectoryInfo(folder.Path).GetFiles().Select(left => left.Name));
    }

    [Fact]
    public async Task What_the_coordinator_does_not_have_is_refused()
    {
        await Assert.ThrowsAsync<RefusedException>(() => Cache(limit: 5000).GetAsync(ArtefactAddress.Parse(new string('a', 64)), default));
    }

    private ArtefactCache Cache(long limit) => new(new CoordinatorClient(http), folder.Path, limit, time);

    private async Task Use(ArtefactCache cache, Content content)
    {
        time.Advance(TimeSpan.FromSeconds(1));
        using var file = await cache.GetAsync(content.Address, default);
        Assert.Equal(content.Bytes, await File.ReadAllBytesAsync(file.Path));
    }

    private IEnumerable<ArtefactAddress> Cached() =>
        new[] { first, second, third }.Select(content => content.Address).Where(address => File.Exists(folder.File(address.ToString())));
}
