/* A stand-in for NVIDIA's driver library in this computer's memory, for tests of what calls it.

   Work waits in its stream until somebody waits for an event or the stream. Whatever is used without
   a context of the calling thread, after it was given back, or outside of what was allocated, is an
   error; what was given back twice is counted. It proves nothing about a GPU. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OK 0
#define INVALID_VALUE 1
#define INVALID_CONTEXT 201
#define ILLEGAL_ADDRESS 700
#define MOST 4096

typedef int CUresult;
typedef struct { int kind; size_t size; char *memory; } Thing;
typedef void (*HostFn)(void *);
typedef struct { char *to; const char *from; size_t size; HostFn call; void *with; Thing *mark; } Step;
typedef struct { Thing head; Step steps[MOST]; int count; int recording; } Queue;
enum { DEVICE_MEMORY = 1, PINNED, STREAM, EVENT, GRAPH, EXECUTABLE };

static Thing *live[MOST];
static int mistakes, retained, launches;
static int context_object;
static __thread int depth;

#define NEEDS_CONTEXT if (!depth || !retained) return INVALID_CONTEXT
#define EXPORT __attribute__((visibility("default")))

static int keep(Thing *thing) {
    for (int i = 0; i < MOST; i++)
        if (!live[i]) { live[i] = thing; return OK; }
    return 2;
}

static Thing *find(const void *at, int kind) {
    for (int i = 0; i < MOST; i++)
        if (live[i] && live[i]->kind == kind && (live[i] == at || live[i]->memory == at)) return live[i];
    return NULL;
}

static int give_back(const void *at, int kind) {
    for (int i = 0; i < MOST; i++)
        if (live[i] && live[i]->kind == kind && (live[i] == at || live[i]->memory == at)) {
            if (live[i]->memory) memset(live[i]->memory, 0xEE, live[i]->size);
            live[i] = NULL; /* kept allocated on purpose, so that late users find garbage */
            return OK;
        }
    mistakes++;
    return INVALID_VALUE;
}

static int inside(const char *at, size_t size, int kind) {
    for (int i = 0; i < MOST; i++)
        if (live[i] && live[i]->kind == kind && at >= live[i]->memory &&
            at + size <= live[i]->memory + live[i]->size) return 1;
    return 0;
}

static Thing *make(int kind, size_t size) {
    Thing *thing = calloc(1, kind == STREAM || kind == GRAPH || kind == EXECUTABLE ? sizeof(Queue) : sizeof(Thing));
    thing->kind = kind;
    if (size) {
        thing->size = size;
        thing->memory = aligned_alloc(256, (size + 255) / 256 * 256);
        memset(thing->memory, 0xAB, size);
    }
    keep(thing);
    return thing;
}

static int push(void *stream, Step step) {
    Queue *queue = (Queue *)find(stream, STREAM);
    if (!queue || queue->count == MOST) { mistakes++; return INVALID_VALUE; }
    queue->steps[queue->count++] = step;
    return OK;
}

static void execute(Step *step) {
    if (step->call) step->call(step->with);
    else if (step->to) memcpy(step->to, step->from, step->size);
}

static void drain(Queue *queue, Thing *until) {
    int done = 0, stop = 0;
    while (done < queue->count && !stop) {
        stop = until && queue->steps[done].mark == until;
        execute(&queue->steps[done++]);
    }
    memmove(queue->steps, queue->steps + done, (queue->count - done) * sizeof(Step));
    queue->count -= done;
}

EXPORT CUresult cuInit(unsigned flags) { return flags ? INVALID_VALUE : OK; }
EXPORT CUresult cuDriverGetVersion(int *version) { *version = 13000; return OK; }
EXPORT CUresult cuDeviceGetCount(int *count) { *count = 1; return OK; }
EXPORT CUresult cuDeviceGet(int *device, int ordinal) { *device = ordinal; return ordinal ? 101 : OK; }
EXPORT CUresult cuDeviceGetName(char *name, int size, int device) {
    (void)device; snprintf(name, size, "Fake GPU"); return OK;
}
EXPORT CUresult cuDeviceGetAttribute(int *value, int attribute, int device) {
    (void)device; *value = attribute == 75 ? 8 : 9; return OK;
}
EXPORT CUresult cuDevicePrimaryCtxRetain(void **context, int device) {
    (void)device; retained++; *context = &context_object; return OK;
}
EXPORT CUresult cuDevicePrimaryCtxRelease_v2(int device) {
    (void)device; if (--retained < 0) mistakes++; return OK;
}
EXPORT CUresult cuCtxPushCurrent_v2(void *context) {
    if (context != &context_object || !retained) return INVALID_CONTEXT;
    depth++; return OK;
}
EXPORT CUresult cuCtxPopCurrent_v2(void **context) {
    if (!depth) { mistakes++; return INVALID_CONTEXT; }
    depth--; if (context) *context = &context_object; return OK;
}
EXPORT CUresult cuCtxGetDevice(int *device) { NEEDS_CONTEXT; *device = 0; return OK; }
EXPORT CUresult cuCtxGetCurrent(void **context) { *context = depth ? &context_object : NULL; return OK; }
EXPORT CUresult cuCtxSynchronize(void) { NEEDS_CONTEXT; return OK; }

EXPORT CUresult cuMemAlloc_v2(uintptr_t *at, size_t size) {
    NEEDS_CONTEXT; if (!size) return INVALID_VALUE;
    *at = (uintptr_t)make(DEVICE_MEMORY, size)->memory; return OK;
}
EXPORT CUresult cuMemFree_v2(uintptr_t at) { NEEDS_CONTEXT; return give_back((void *)at, DEVICE_MEMORY); }
EXPORT CUresult cuMemHostAlloc(void **at, size_t size, unsigned flags) {
    NEEDS_CONTEXT; (void)flags; *at = make(PINNED, size)->memory; return OK;
}
EXPORT CUresult cuMemFreeHost(void *at) { NEEDS_CONTEXT; return give_back(at, PINNED); }

EXPORT CUresult cuStreamCreate(void **stream, unsigned flags) {
    NEEDS_CONTEXT; if (flags > 1) return INVALID_VALUE; *stream = make(STREAM, 0); return OK;
}
EXPORT CUresult cuStreamDestroy_v2(void *stream) { NEEDS_CONTEXT; return give_back(stream, STREAM); }
EXPORT CUresult cuStreamSynchronize(void *stream) {
    NEEDS_CONTEXT; Queue *queue = (Queue *)find(stream, STREAM);
    if (!queue) return INVALID_VALUE;
    drain(queue, NULL); return OK;
}
EXPORT CUresult cuEventCreate(void **event, unsigned flags) {
    NEEDS_CONTEXT; if (flags > 7) return INVALID_VALUE; *event = make(EVENT, 0); return OK;
}
EXPORT CUresult cuEventDestroy_v2(void *event) { NEEDS_CONTEXT; return give_back(event, EVENT); }
EXPORT CUresult cuEventRecord(void *event, void *stream) {
    NEEDS_CONTEXT; Thing *mark = find(event, EVENT);
    return mark ? push(stream, (Step){.mark = mark}) : INVALID_VALUE;
}
EXPORT CUresult cuEventSynchronize(void *event) {
    NEEDS_CONTEXT; Thing *mark = find(event, EVENT);
    if (!mark) return INVALID_VALUE;
    for (int i = 0; i < MOST; i++)
        if (live[i] && live[i]->kind == STREAM) {
            Queue *queue = (Queue *)live[i];
            for (int k = 0; k < queue->count; k++)
                if (queue->steps[k].mark == mark) { drain(queue, mark); return OK; }
        }
    return OK;
}
EXPORT CUresult cuMemcpyHtoDAsync_v2(uintptr_t to, const void *from, size_t size, void *stream) {
    NEEDS_CONTEXT;
    if (!inside((char *)to, size, DEVICE_MEMORY) || !inside(from, size, PINNED)) return ILLEGAL_ADDRESS;
    return push(stream, (Step){.to = (char *)to, .from = from, .size = size});
}
EXPORT CUresult cuMemcpyDtoHAsync_v2(void *to, uintptr_t from, size_t size, void *stream) {
    NEEDS_CONTEXT;
    if (!inside(to, size, PINNED) || !inside((char *)from, size, DEVICE_MEMORY)) return ILLEGAL_ADDRESS;
    return push(stream, (Step){.to = to, .from = (char *)from, .size = size});
}
EXPORT CUresult cuLaunchHostFunc(void *stream, HostFn call, void *with) {
    NEEDS_CONTEXT; return push(stream, (Step){.call = call, .with = with});
}

EXPORT CUresult cuStreamBeginCapture_v2(void *stream, int mode) {
    NEEDS_CONTEXT; Queue *queue = (Queue *)find(stream, STREAM);
    if (!queue || queue->recording || queue->count || mode != 1) return INVALID_VALUE;
    queue->recording = 1; return OK;
}
EXPORT CUresult cuStreamEndCapture(void *stream, void **graph) {
    NEEDS_CONTEXT; Queue *queue = (Queue *)find(stream, STREAM);
    if (!queue || !queue->recording) return INVALID_VALUE;
    Queue *made = (Queue *)make(GRAPH, 0);
    memcpy(made->steps, queue->steps, sizeof queue->steps);
    made->count = queue->count; queue->count = queue->recording = 0;
    *graph = made; return OK;
}
EXPORT CUresult cuGraphInstantiateWithFlags(void **executable, void *graph, unsigned long long flags) {
    NEEDS_CONTEXT; Queue *from = (Queue *)find(graph, GRAPH);
    if (!from || flags) return INVALID_VALUE;
    Queue *made = (Queue *)make(EXECUTABLE, 0);
    memcpy(made->steps, from->steps, sizeof from->steps);
    made->count = from->count; *executable = made; return OK;
}
EXPORT CUresult cuGraphDestroy(void *graph) { NEEDS_CONTEXT; return give_back(graph, GRAPH); }
EXPORT CUresult cuGraphExecDestroy(void *graph) { NEEDS_CONTEXT; return give_back(graph, EXECUTABLE); }
EXPORT CUresult cuGraphLaunch(void *graph, void *stream) {
    NEEDS_CONTEXT; Queue *from = (Queue *)find(graph, EXECUTABLE);
    if (!from) return INVALID_VALUE;
    launches++;
    for (int i = 0; i < from->count; i++)
        if (push(stream, from->steps[i])) return INVALID_VALUE;
    return OK;
}

EXPORT CUresult cuGetErrorName(CUresult code, const char **name) { (void)code; *name = "FAKE"; return OK; }
EXPORT CUresult cuGetErrorString(CUresult code, const char **text) { (void)code; *text = "fake"; return OK; }
EXPORT CUresult cuGetProcAddress_v2(const char *symbol, void **function, int version, uint64_t flags, int *status) {
    static const char *const endings[] = {"WithFlags", "_v2", ""};
    char name[128];
    (void)version; (void)flags;
    for (int i = 0; i < 3; i++) {
        snprintf(name, sizeof name, "%s%s", symbol, endings[i]);
        if ((*function = dlsym(RTLD_DEFAULT, name))) { if (status) *status = 0; return OK; }
    }
    if (status) *status = 1;
    return 500;
}

/* What pycuda links besides, and we never call. */
#define R(name) EXPORT CUresult name(void) { return 801; }
R(cuArray3DCreate_v2) R(cuArray3DGetDescriptor_v2) R(cuArrayCreate_v2) R(cuArrayDestroy)
R(cuArrayGetDescriptor_v2) R(cuCtxAttach) R(cuCtxCreate_v4) R(cuCtxDetach)
R(cuCtxDisablePeerAccess) R(cuCtxEnablePeerAccess) R(cuCtxGetApiVersion) R(cuCtxGetCacheConfig)
R(cuCtxGetLimit) R(cuCtxGetSharedMemConfig) R(cuCtxSetCacheConfig) R(cuCtxSetLimit)
R(cuCtxSetSharedMemConfig) R(cuDeviceCanAccessPeer) R(cuDeviceComputeCapability)
R(cuDeviceGetByPCIBusId) R(cuDeviceGetPCIBusId) R(cuDeviceTotalMem_v2) R(cuEventElapsedTime_v2)
R(cuEventQuery) R(cuFuncGetAttribute) R(cuFuncSetAttribute) R(cuFuncSetBlockShape)
R(cuFuncSetCacheConfig) R(cuFuncSetSharedSize) R(cuIpcCloseMemHandle) R(cuIpcGetEventHandle)
R(cuIpcGetMemHandle) R(cuIpcOpenEventHandle) R(cuIpcOpenMemHandle_v2) R(cuLaunch)
R(cuLaunchGrid) R(cuLaunchGridAsync) R(cuLaunchKernel) R(cuLinkAddData_v2) R(cuLinkAddFile_v2)
R(cuLinkComplete) R(cuLinkCreate_v2) R(cuLinkDestroy) R(cuMemAllocManaged) R(cuMemAllocPitch_v2)
R(cuMemGetAddressRange_v2) R(cuMemGetInfo_v2) R(cuMemHostGetDevicePointer_v2)
R(cuMemHostGetFlags) R(cuMemHostRegister_v2) R(cuMemHostUnregister) R(cuMemcpy2DAsync_v2)
R(cuMemcpy2DUnaligned_v2) R(cuMemcpy2D_v2) R(cuMemcpy3DAsync_v2) R(cuMemcpy3DPeer)
R(cuMemcpy3DPeerAsync) R(cuMemcpy3D_v2) R(cuMemcpyAtoA_v2) R(cuMemcpyAtoD_v2) R(cuMemcpyAtoH_v2)
R(cuMemcpyDtoA_v2) R(cuMemcpyDtoDAsync_v2) R(cuMemcpyDtoD_v2) R(cuMemcpyDtoH_v2)
R(cuMemcpyHtoA_v2) R(cuMemcpyHtoD_v2) R(cuMemcpyPeer) R(cuMemcpyPeerAsync) R(cuMemsetD16Async)
R(cuMemsetD16_v2) R(cuMemsetD2D16Async) R(cuMemsetD2D16_v2) R(cuMemsetD2D32Async)
R(cuMemsetD2D32_v2) R(cuMemsetD2D8Async) R(cuMemsetD2D8_v2) R(cuMemsetD32Async)
R(cuMemsetD32_v2) R(cuMemsetD8Async) R(cuMemsetD8_v2) R(cuModuleGetFunction)
R(cuModuleGetGlobal_v2) R(cuModuleGetSurfRef) R(cuModuleGetTexRef) R(cuModuleLoad)
R(cuModuleLoadData) R(cuModuleLoadDataEx) R(cuModuleUnload) R(cuParamSetSize)
R(cuParamSetTexRef) R(cuParamSetf) R(cuParamSeti) R(cuParamSetv) R(cuProfilerInitialize)
R(cuProfilerStart) R(cuProfilerStop) R(cuStreamAttachMemAsync) R(cuStreamQuery)
R(cuStreamWaitEvent) R(cuSurfRefGetArray) R(cuSurfRefSetArray) R(cuTexRefCreate)
R(cuTexRefDestroy) R(cuTexRefGetAddressMode) R(cuTexRefGetAddress_v2) R(cuTexRefGetArray)
R(cuTexRefGetFilterMode) R(cuTexRefGetFlags) R(cuTexRefGetFormat) R(cuTexRefSetAddress2D_v3)
R(cuTexRefSetAddressMode) R(cuTexRefSetAddress_v2) R(cuTexRefSetArray) R(cuTexRefSetFilterMode)
R(cuTexRefSetFlags) R(cuTexRefSetFormat)

/* What is still held, what was given back wrongly, how often the context is retained, launches. */
EXPORT void fake_report(int *numbers) {
    numbers[0] = 0;
    for (int i = 0; i < MOST; i++) numbers[0] += live[i] != NULL;
    numbers[1] = mistakes; numbers[2] = retained; numbers[3] = launches;
}
