using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using Shared.Protocol;
using Shared.Trials;

namespace Worker.Agent;

/// <summary>
/// What a worker says to its coordinator: one method a request, each patient (see <see cref="PatientHttp"/>) until it
/// is cancelled, and each throwing <see cref="RefusedException"/> on a definite no.
/// </summary>
internal sealed class CoordinatorClient(PatientHttp http)
{
    private static readonly TimeSpan Answering = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Transferring = TimeSpan.FromMinutes(10);

    /// <summary>How long a claim asks the coordinator to wait for a trial; many proxies cut what is silent for a minute.</summary>
    private static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(30);

    public async Task<JoinReply> JoinAsync(JoinRequest request, CancellationToken cancel) =>
        Content(await PostAsync("v1/workers", request, ProtocolJson.Default.JoinRequest, ProtocolJson.Default.JoinReply, Answering, cancel));

    public Task LeaveAsync(LeaveRequest request, CancellationToken cancel) =>
        http.SendAsync(() => Post("v1/workers/leave", request, ProtocolJson.Default.LeaveRequest), (_, _) => Task.FromResult(true), Answering, givesUp: false, cancel);

    /// <summary>Waits for a trial on the coordinator's side; null: there was none so far.</summary>
    public Task<Grant?> ClaimAsync(WorkerLife worker, int slot, long number, CancellationToken cancel) =>
        PostAsync("v1/claims", new ClaimRequest(worker, slot, number, LongPoll.TotalSeconds), ProtocolJson.Default.ClaimRequest, ProtocolJson.Default.Grant, LongPoll + Answering, cancel);

    public async Task<RenewReply> RenewAsync(RenewRequest request, CancellationToken cancel) =>
        Content(await PostAsync("v1/renewals", request, ProtocolJson.Default.RenewRequest, ProtocolJson.Default.RenewReply, Answering, cancel));

    public async Task<MeasureReply> MeasureAsync(AttemptToken attempt, MeasureRequest request, CancellationToken cancel) =>
        Content(await PostAsync($"v1/attempts/{attempt}/measurements", request, ProtocolJson.Default.MeasureRequest, ProtocolJson.Default.MeasureReply, Answering, cancel, givesUp: true));

    public async Task<LogReply> LogAsync(AttemptToken attempt, LogRequest request, CancellationToken cancel) =>
        Content(await PostAsync($"v1/attempts/{attempt}/log", request, ProtocolJson.Default.LogRequest, ProtocolJson.Default.LogReply, Answering, cancel, givesUp: true));

    public async Task<FinishReply> FinishAsync(AttemptToken attempt, FinishRequest request, CancellationToken cancel) =>
        Content(await PostAsync($"v1/attempts/{attempt}/outcome", request, ProtocolJson.Default.FinishRequest, ProtocolJson.Default.FinishReply, Answering, cancel, givesUp: true));

    /// <summary>Writes an artefact's bytes to a file, and to its disk.</summary>
    public Task DownloadAsync(ArtefactAddress address, string path, CancellationToken cancel) =>
        http.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Get, Address($"v1/artefacts/{address}")),
            async (answer, until) =>
            {
                await using var bytes = await answer.Content.ReadAsStreamAsync(until);
                await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
                await bytes.CopyToAsync(file, until);
                file.Flush(flushToDisk: true);
                return true;
            },
            Transferring,
            givesUp: false,
            cancel);

    /// <summary>Stores a file as the artefact of that address; storing it again is harmless.</summary>
    public Task UploadAsync(ArtefactAddress address, string path, CancellationToken cancel) =>
        http.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Put, Address($"v1/artefacts/{address}"))
            {
                Content = new StreamContent(File.OpenRead(path)) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } },
            },
            (_, _) => Task.FromResult(true),
            Transferring,
            givesUp: false,
            cancel);

    private Task<TReply?> PostAsync<TRequest, TReply>(
        string path, TRequest request, JsonTypeInfo<TRequest> asks, JsonTypeInfo<TReply> answers, TimeSpan patience, CancellationToken cancel, bool givesUp = false)
        where TReply : class =>
        http.SendAsync(
            () => Post(path, request, asks),
            async (answer, until) => answer.StatusCode == HttpStatusCode.NoContent ? null : await answer.Content.ReadFromJsonAsync(answers, until),
            patience,
            givesUp,
            cancel);

    private static HttpRequestMessage Post<TRequest>(string path, TRequest request, JsonTypeInfo<TRequest> asks) =>
        new(HttpMethod.Post, Address(path)) { Content = JsonContent.Create(request, asks) };

    private static Uri Address(string path) => new(path, UriKind.Relative);

    private static T Content<T>(T? reply) where T : class => reply ?? throw new RefusedException(HttpStatusCode.NoContent, "an answer was expected");
}
