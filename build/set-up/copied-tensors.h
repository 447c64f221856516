// Included before every source of tfjs-node's binding when the addon is compiled.
//
// The binding passes the memory of a JavaScript array to TensorFlow and releases the array when TensorFlow releases the tensor. That can
// happen on a TensorFlow thread, shortly after a session has returned, but Node-API may only be called from the JavaScript thread: V8
// then ends the process (SIGTRAP). So TensorFlow gets a copy, and the array is released at once, on the calling thread.
#ifndef GRAFT_COPIED_TENSORS_H_
#define GRAFT_COPIED_TENSORS_H_

#include <cstring>

#include "tensorflow/c/c_api.h"

inline TF_Tensor *GraftCopiedTensor(TF_DataType dtype, const int64_t *dims, int num_dims, void *data, size_t len,
                                    void (*deallocator)(void *data, size_t len, void *arg), void *deallocator_arg) {
  TF_Tensor *tensor = TF_AllocateTensor(dtype, dims, num_dims, len);
  if (len > 0) std::memcpy(TF_TensorData(tensor), data, len);
  deallocator(data, len, deallocator_arg);
  return tensor;
}
#define TF_NewTensor GraftCopiedTensor

#endif  // GRAFT_COPIED_TENSORS_H_
